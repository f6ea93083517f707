"""The README's Python runs, its links lead somewhere, its findings are those of the reports."""

import re
from pathlib import Path

import pytest
from doc_pages import follow_page

HOME = Path(__file__).parents[2]
README = (HOME / "README.md").read_text(encoding="utf-8")
TEXT = " ".join(README.split())
PLANNED = "4,000 Iraqi, 1,500 US, 225 advisers"
AT_ONCE, LATER, JANUARY = (
    f"decided on {day}, " for day in ("6 December", "27 December", "20 January")
)
RETURN = "3,000 fighters return, first on {}, without officials"
FINDINGS = (
    ("reinforcements", "", "44.1 km2"),
    ("reinforcements", "", "4,700 civilians"),
    ("reinforcements", "no reinforcements", "97.6 %"),
    ("reinforcements", AT_ONCE + PLANNED, "18.1 km2 more by 31 December (16.4 to 20.0)"),
    ("reinforcements", AT_ONCE + PLANNED, "19.2 days sooner (16.5 to 21.6)"),
    ("reinforcements", LATER + PLANNED, "on 27 December 13.3 (11.1 to 15.5)"),
    ("reinforcements", JANUARY + PLANNED, "on 20 January 5.8 (4.3 to 7.5)"),
    ("reinforcements", AT_ONCE + PLANNED, "9.4 points fewer runs stall (6.0 to 13.5)"),
    ("reinforcements", AT_ONCE + PLANNED, "(-90, -240 to +100)"),
    ("reinforcements", AT_ONCE + "12,000 Iraqi soldiers", "save 520 (400 to 630)"),
    ("reinforcements", AT_ONCE + "225 advisers", "cost 210 (90 to 390)"),
    ("fighters_return", RETURN.format("9 December"), "1.8 km2 by 31 December (1.1 to 2.6)"),
    ("fighters_return", RETURN.format("9 December"), "3.9 days later (2.1 to 5.9)"),
    ("fighters_return", RETURN.format("9 December"), "360 more Iraqi casualties (300 to 420)"),
    ("fighters_return", RETURN.format("9 December"), "(+70, -20 to +150)"),
    ("fighters_return", RETURN.format("9 December"), "(+1.0 points, -0.2 to +2.8)"),
    ("fighters_return", RETURN.format("27 December"), "(-0.02 km2, -0.11 to +0.08)"),
    ("fighters_return", RETURN.format("27 December"), "1.8 days in the end (0.8 to 2.8)"),
    ("fighters_return", RETURN.format("27 December"), "1.8 points more stalls (0.3 to 4.3)"),
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
def test_the_readme_can_be_followed():
    followed = follow_page("README.md")
    assert len(followed.names["shares"]) == 2
    assert 0 <= followed.names["run"].outcome["share_city_held"] <= 1
    assert {"report", "branch", "history", "claims"} <= {
        command.split()[1] for command in followed.commands
    }


def test_every_picture_and_every_linked_file_is_there():
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if ":" not in link]
    assert len(links) > 5
    assert not [link for link in links if not (HOME / link).exists()]


def test_the_findings_are_those_of_the_committed_reports():
    wrong = []
    for report, case, phrase in FINDINGS:
        numbers = find_numbers(
            re.sub(r"(km2|on \d+ January|on 27 December|31 December)", "", phrase)
        )
        cells = table_cells(report, case)
        if phrase not in TEXT or not any(agrees(numbers, cell) for cell in cells):
            wrong.append((case, phrase))
    assert not wrong
