"""The documentation: every command and every block of code of its pages runs as it stands."""

import pytest
from doc_pages import (
    PAGES,
    check_command,
    follow_page,
    inline_commands,
    read_blocks,
)

FOLLOWED_ELSEWHERE = ("README.md", "experiments/your_own.md", "experiments/outside_tools.md")
"""Pages of which tests of their own check what comes out."""
WITH_BLOCKS = [page for page in PAGES if read_blocks(page) and page not in FOLLOWED_ELSEWHERE]


def test_the_pages_are_those_of_the_documentation():
    assert len(PAGES) > 40
    assert {"README.md", "experiments/README.md", "mesa_mosul/docs/how_to/run.md"} <= {*PAGES}


@pytest.mark.parametrize("page", PAGES)
def test_every_command_within_a_text_would_be_understood(page):
    for command in inline_commands(page):
        check_command(command)


@pytest.mark.slow
@pytest.mark.parametrize("page", WITH_BLOCKS)
def test_a_page_can_be_followed(page):
    follow_page(page)
