"""Texts that are no path on any disk, or a longer one than disks take: told in words."""

import pytest

import mesa_mosul as mm

PATHS = {
    "more bytes than a name has": "é" * 200,
    "more signs than a path has": "a/" * 3000,
    "half of a surrogate pair": "\ud800x",
    "a null character": "a\0b",
}
LEVERS = {"isis.fighters": [3000, 9000]}


USES = {
    "a scenario": lambda path: mm.scenario(path),
    "a scenario's file": lambda path: mm.scenario(f"{path}.toml"),
    "a folder of seeds": lambda path: mm.scenario("reported", path),
    "all scenarios": lambda path: mm.scenarios(path),
    "a checkpoint": lambda path: mm.branch(path),
    "results": lambda path: mm.read_results(path),
    "an experiment's file": lambda path: mm.Experiment.read(path),
    "an experiment's name": lambda path: mm.Experiment("reported", name=path),
    "an experiment's seeds": lambda path: mm.Experiment("reported", seeds_folder=path),
    "an experiment's scenario": lambda path: mm.Experiment(path, levers=LEVERS),
}


@pytest.mark.parametrize("kind", PATHS)
@pytest.mark.parametrize("use", USES)
def test_what_cannot_be_read_is_told(use, kind):
    with pytest.raises(mm.MosulError):
        USES[use](PATHS[kind])


@pytest.mark.parametrize("kind", PATHS)
def test_what_cannot_be_written_is_told(kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path, run = PATHS[kind], mm.run("reported", seed=1, days=1)
    experiment = mm.Experiment("duel", days=1, replications=1)
    for write in (
        lambda: run.save(path),
        lambda: run.animate(f"{path}.gif"),
        lambda: experiment.run(path, workers=0, progress=False),
    ):
        with pytest.raises(mm.MosulError):
            write()
    assert not list(tmp_path.iterdir())


def test_half_of_a_character_is_no_text():
    with pytest.raises(mm.MosulError, match="half of a character"):
        mm.Experiment("reported", about="\ud800")
