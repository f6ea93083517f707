"""The README's Python runs, its links lead somewhere, its findings are those of the reports."""

import re
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]
README = (HOME / "README.md").read_text(encoding="utf-8")
TEXT = " ".join(README.split())
OPEN_ROAD = "returning 3,000, returning_day {}, officials_return {}, shut no"
FINDINGS = (
    ("reinforcements", "decided_day 7, iraqi 4000", "1.14 km2 (1.00 to 1.28)"),
    ("reinforcements", "decided_day 7, none", "67.5 km2"),
    ("reinforcements", "decided_day 7, none", "9.0 %"),
    ("reinforcements", "decided_day 7, iraqi 4000", "4.0 %"),
    ("reinforcements", "decided_day 7, iraqi 4000", "-5.0 points, -9.1 to -0.9"),
    ("reinforcements", "decided_day 7, iraqi 4000", "6.8 days sooner (6.0 to 7.6)"),
    ("reinforcements", "decided_day 7, iraqi 4000", "-29 (-47 to -11)"),
    ("reinforcements", "decided_day 7, iraqi 12000", "1.20 km2 (1.06 to 1.33)"),
    ("reinforcements", "decided_day 21, iraqi 4000", "4.0 days sooner (3.4 to 4.5)"),
    ("reinforcements", "decided_day 7, advisers 225", "+0.03 km2, 0.02 to 0.04"),
    ("reinforcements", "decided_day 7, advisers 225", "130 (104 to 156)"),
    ("reinforcements", "decided_day 7, advisers 225", "247 (228 to 265)"),
    ("reinforcements", "decided_day 7, advisers 225", "day 7: +247"),
    ("reinforcements", "decided_day 21, advisers 225", "day 21: +203"),
    ("reinforcements", "decided_day 45, advisers 225", "day 45: +138"),
    ("fighters_return", OPEN_ROAD.format(3, "no"), "14.0 %"),
    ("fighters_return", OPEN_ROAD.format(3, "no"), "+5.0 points, 0.2 to 9.8"),
    (
        "fighters_return",
        OPEN_ROAD.format(3, "no"),
        "152 more Iraqi casualties (older sum; 123 to 181)",
    ),
    ("fighters_return", OPEN_ROAD.format(3, "no"), "32 more civilians killed (12.6 to 51.5)"),
    ("fighters_return", OPEN_ROAD.format(3, "no"), "-0.04 km2 (-0.18 to +0.09)"),
    ("fighters_return", OPEN_ROAD.format(21, "no"), "-12 (-23 to -1)"),
    ("fighters_return", OPEN_ROAD.format(3, "no"), "by 152"),
    ("fighters_return", OPEN_ROAD.format(21, "yes"), "to 183"),
)
"""Report, case, and what the README says of it."""
NUMBER = re.compile(r"(?<![\w.])[-+]?\d[\d,]*(?:\.\d+)?")


def find_numbers(text: str) -> list[str]:
    """Return the numbers in a text as written, without their signs."""
    return [number.lstrip("+-").replace(",", "") for number in NUMBER.findall(text)]


def table_cells(report: str, case: str) -> list[list[float]]:
    """Return the numbers of each cell in the rows of a case, as they are and in per cent."""
    path = HOME / "experiments" / "reports" / report / "report.md"
    rows = re.findall(
        rf"^\| {re.escape(case)} \|(.*)\|$", path.read_text(encoding="utf-8"), re.M
    )
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
        numbers = find_numbers(re.sub(r"(km2|day \d+)", "", phrase))
        cells = table_cells(report, case)
        if phrase not in TEXT or not any(agrees(numbers, cell) for cell in cells):
            wrong.append((case, phrase))
    assert not wrong


def test_the_number_of_advisers_changes_nothing_in_the_report():
    for day in (7, 21, 45):
        few = table_cells("reinforcements", f"decided_day {day}, advisers 225")
        assert few == table_cells("reinforcements", f"decided_day {day}, advisers 1000")
