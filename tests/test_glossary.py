"""The glossary says in words what results are called, in the package and in seeds/README.md."""

import mesa_mosul as mm
from mesa_mosul import glossary
from mesa_mosul.tables import folder


def test_the_seeds_readme_carries_the_glossary():
    text = (folder() / "README.md").read_text(encoding="utf-8")
    assert "\n".join(glossary.lines()) in text


def test_every_outcome_has_a_word_and_every_word_an_outcome():
    forces = ("iraqi", "isis", "peshmerga", "us", "pmf")
    words = set(glossary.OUTCOMES)
    words |= {f"{force}_{what}" for force in forces for what in glossary.OF_FORCES}
    assert set(mm.run("recorded", seed=1, days=1).outcome) == words - {"survivors"}
    assert set(mm.run("duel", seed=1).outcome) == words
