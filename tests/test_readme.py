"""The README's Python runs as it stands."""

import re
from pathlib import Path

import pytest

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_ten_lines_of_python_run():
    code = re.search(r"```python\n(.*?)```", README, re.S)
    assert code is not None
    exec(compile(code.group(1).replace("range(10)", "range(2)"), "README.md", "exec"), {})


def test_the_picture_is_there():
    picture = re.search(r"!\[.*?\]\((.*?)\)", README)
    assert picture is not None
    assert (Path(__file__).parents[1] / picture.group(1)).is_file()
