"""The sources of the site: every link of a page leads to the same from its place there."""

import pytest

from mesa_mosul.docs.staging import LinkError, Site

PAGES = {
    "README.md": "about/readme.md",
    "experiments/README.md": "experiments/experiments.md",
    "experiments/your_own.md": "how_to/your_own.md",
    "notebooks/README.md": "tutorials/notebooks.md",
    "notebooks/4_your_own_rule.py": "tutorials/4_your_own_rule.ipynb",
}


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path, PAGES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](README.md#on-a-cluster)", "[a](../experiments/experiments.md#on-a-cluster)"),
        ("[a](../README.md)", "[a](../about/readme.md)"),
        ("[a](../notebooks/)", "[a](../tutorials/notebooks.md)"),
        ("[a](../notebooks/4_your_own_rule.py)", "[a](../tutorials/4_your_own_rule.ipynb)"),
        ("[a](../seeds/claims.csv)", "[a](../files/seeds/claims.csv)"),
        ("![a](../.pictures/map.png)", "![a](../files/.pictures/map.png)"),
        ("[`a`](../tests/packaging/)", "[`a`](../folders/tests_packaging.md)"),
        ("[a](https://example.org/a.md)", "[a](https://example.org/a.md)"),
        ("[a](#here)", "[a](#here)"),
        ("```\n[a](../README.md)\n```\n", "```\n[a](../README.md)\n```\n"),
        ("```{include} ../README.md\n```\n", "```{include} ../about/readme.md\n```\n"),
    ],
)
def test_a_link_leads_to_the_same_from_the_page_s_place(site, text, expected):
    assert site.with_links(text, "experiments/your_own.md") == expected


def test_what_is_linked_is_copied(site, tmp_path):
    site.with_links("[a](seeds/claims.csv) [b](tests/packaging/)", "README.md")
    assert (tmp_path / "files" / "seeds" / "claims.csv").stat().st_size > 1000
    listing = (tmp_path / "folders" / "tests_packaging.md").read_text(encoding="utf-8")
    assert "[`minima.txt`](../files/tests/packaging/minima.txt)" in listing
    assert "[`conda/recipe.yaml`](../files/tests/packaging/conda/recipe.yaml)" in listing


def test_a_link_to_nothing_is_refused(site):
    with pytest.raises(LinkError, match=r"README.md links to seeds/nothing.csv, which is not"):
        site.with_links("[a](seeds/nothing.csv)", "README.md")


def test_what_an_earlier_build_wrote_is_removed_but_not_what_is_generated_there(site, tmp_path):
    for name in ("old.md", "gallery/figure.rst"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    site.add_page("notebooks/README.md")
    site.remove_others("gallery")
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")}
    assert {"tutorials/notebooks.md", "gallery/figure.rst"} <= names
    assert "old.md" not in names
