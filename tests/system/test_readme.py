"""The README's Python runs, its links lead somewhere, its findings are those of the reports."""

import re
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]
README = (HOME / "README.md").read_text(encoding="utf-8")
TEXT = " ".join(README.split())
DAY_7, DAY_21 = "decided on 13 December", "decided on 27 December"
RETURN = "3,000 return, first on {}, without officials, road restricted"
FINDINGS = (
    ("reinforcements", "", "67.6 km2"),
    ("reinforcements", "", "3,682 civilians"),
    ("reinforcements", "none", "12.0 %"),
    ("reinforcements", f"{DAY_7}, iraqi 4000", "1.05 km2 (0.92 to 1.17)"),
    ("reinforcements", "iraqi 4000", "5.5 %"),
    ("reinforcements", f"{DAY_7}, iraqi 4000", "-6.5 points, -11.2 to -1.8"),
    ("reinforcements", f"{DAY_7}, iraqi 4000", "7.6 days sooner (6.8 to 8.3)"),
    ("reinforcements", f"{DAY_7}, iraqi 4000", "-23 (-45 to -2)"),
    ("reinforcements", f"{DAY_7}, iraqi 12000", "1.10 km2 (0.98 to 1.22)"),
    ("reinforcements", f"{DAY_21}, iraqi 4000", "4.4 days sooner (3.9 to 5.0)"),
    ("reinforcements", f"{DAY_7}, advisers 225", "+0.032 km2, 0.022 to 0.042"),
    ("reinforcements", f"{DAY_7}, advisers 225", "175 (145 to 205)"),
    ("reinforcements", f"{DAY_7}, advisers 225", "257 (240 to 274)"),
    ("fighters_return", RETURN.format("9 December"), "193 more Iraqi casualties (158 to 227)"),
    ("fighters_return", RETURN.format("9 December"), "35 more civilians killed (18 to 53)"),
    (
        "fighters_return",
        RETURN.format("9 December"),
        "-0.04 km2 on 31 December, -0.12",
    ),
    ("fighters_return", RETURN.format("9 December"), "+1.5 points, -3.4 to +6.4"),
    ("fighters_return", RETURN.format("27 December"), "-6 (-17 to +5)"),
)
"""Report, case (empty: its answer), and what the README says of it."""
NUMBER = re.compile(r"(?<![\w.])[-+]?\d[\d,]*(?:\.\d+)?")


def find_numbers(text: str) -> list[str]:
    """Return the numbers in a text as written, without their signs."""
    return [number.lstrip("+-").replace(",", "") for number in NUMBER.findall(text)]


def table_cells(report: str, case: str) -> list[list[float]]:
    """Return the numbers of each cell in the rows of a case, as they are and in per cent."""
    text = (HOME / "experiments" / "reports" / report / "report.md").read_text(encoding="utf-8")
    rows = re.findall(rf"^\| {re.escape(case)} \|(.*)\|$" if case else "^> (.+)$", text, re.M)
    cells = [find_numbers(cell) for row in rows for cell in row.split("|")]
    values = [[float(number) for number in cell] for cell in cells if cell]
    return values + [[100 * value for value in cell] for cell in values]


def agrees(numbers: list[str], cell: list[float]) -> bool:
    """Return whether each number is one of a cell's, rounded to the digits it is given with."""
    return all(
        any(
            abs(value - float(number)) <= 0.51 * 10.0 ** -len(number.partition(".")[2])
            for value in cell
        )
        for number in numbers
    )


@pytest.mark.slow
def test_the_ten_lines_of_python_run():
    code = re.search(r"```python\n(.*?)```", README, re.S)
    assert code is not None
    exec(compile(code.group(1).replace("range(10)", "range(2)"), "README.md", "exec"), {})


def test_every_picture_and_every_linked_file_is_there():
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if ":" not in link]
    assert len(links) > 5
    assert not [link for link in links if not (HOME / link).exists()]


def test_the_findings_are_those_of_the_committed_reports():
    wrong = []
    for report, case, phrase in FINDINGS:
        numbers = find_numbers(re.sub(r"(km2|day \d+|31 December)", "", phrase))
        cells = table_cells(report, case)
        if phrase not in TEXT or not any(agrees(numbers, cell) for cell in cells):
            wrong.append((case, phrase))
    assert not wrong


def test_the_number_of_advisers_changes_nothing_in_the_report():
    path = HOME / "experiments" / "reports" / "reinforcements" / "report.md"
    text = path.read_text(encoding="utf-8")
    for day in (DAY_7, DAY_21, "decided on 20 January"):
        assert f"'{day}, advisers 225' = '{day}, advisers 1000'" in text
