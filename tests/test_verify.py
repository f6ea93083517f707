"""`mosul verify` tells what holds, writes its page and fails loudly."""

import json

import numpy as np
import pytest

from mesa_mosul.analysis import verify as verification
from mesa_mosul.analysis.checks import Check, chance_check, fights
from mesa_mosul.analysis.invariances import alike, finer_change
from mesa_mosul.analysis.verify import (
    VerifyError,
    as_json,
    summary,
    table,
    verify,
    write,
)
from mesa_mosul.cli import main


def test_an_experiment_that_does_not_exist_is_refused(capsys):
    assert main(["verify", "--only", "99"]) == 2
    assert "no experiment has the number 99" in capsys.readouterr().err


def test_numbers_that_are_none_are_refused(capsys):
    with pytest.raises(SystemExit) as left:
        main(["verify", "--only", "first"])
    assert left.value.code == 2
    assert "such as 1,3" in capsys.readouterr().err


def test_a_chance_that_is_off_fails():
    assert not chance_check(1, "a duel", 600, 1000, 0.5).holds
    assert chance_check(1, "a duel", 505, 1000, 0.5).holds


def test_a_failed_check_shows_in_the_table_and_in_json():
    check = Check(1, "a duel", 0.6, "0.5", "", False)
    assert "FAILS" in table([check])
    assert json.loads(as_json([check]))[0]["holds"] is False
    assert json.loads(as_json([check]))[0]["verdict"] == "FAILS"


def test_a_miss_with_a_reason_shows_it_in_the_table_and_in_json():
    check = Check(7, "a slope", 5.0, "1", "", False, "no wind")
    assert "OUTSIDE (no wind)" in table([check])
    assert json.loads(as_json([check]))[0]["verdict"] == "OUTSIDE (no wind)"
    assert json.loads(as_json([check]))[0]["reason"] == "no wind"


def test_the_summary_counts_what_holds_what_is_known_and_what_fails():
    holds = Check(1, "a duel", 0.5, "0.5", "", True)
    outside = holds._replace(holds=False, reason="no wind")
    said = summary([holds, holds, holds, outside, outside, holds._replace(holds=False)])
    assert said == "3 of 6 checks hold, 2 outside their band for a reason given, 1 failed."


MISSED = "force ratio: slope of the win on ln(ratio)"


@pytest.mark.parametrize(
    ("what", "holds", "code", "verdict"),
    [
        (MISSED, True, 0, "holds"),
        (MISSED, False, 0, "OUTSIDE ("),
        ("open: largest fall of P(win) as the ratio rises", False, 1, "FAILS"),
    ],
)
def test_only_a_miss_without_a_reason_ends_with_an_error(
    what, holds, code, verdict, monkeypatch, capsys
):
    def lone(count):
        yield Check(7, what, 5.0, "1", "", holds)

    monkeypatch.setitem(verification.EXPERIMENTS, 7, lone)
    assert main(["verify", "--only", "7", "--json"]) == code
    told = capsys.readouterr()
    assert json.loads(told.out)[0]["verdict"].startswith(verdict)
    assert f"5: {verdict}" in told.err
    assert f"{code} failed" in told.err


def test_every_experiment_has_a_full_and_a_quick_count():
    numbers = verification.EXPERIMENTS.keys()
    assert numbers == verification.FULL.keys() == verification.QUICK.keys()
    assert list(numbers) == list(range(1, 10))


def test_the_page_has_its_table_and_its_figure(tmp_path):
    page = write([Check(1, "a duel", 0.5, "0.5", "", True)], tmp_path / "v", count=50)
    assert "1 of 1 checks hold" in page.read_text(encoding="utf-8")
    assert (tmp_path / "v" / "square_law.png").stat().st_size > 5000


def test_verify_refuses_before_it_fights():
    with pytest.raises(VerifyError):
        verify(only=(1, 99))


def test_checks_of_fights_can_be_told_in_json():
    before, after = fights("duel", 20, 20, 50), fights("duel", 20, 20, 50)
    told = json.loads(as_json(list(alike("the same fights", 20, before, after))))
    assert all(check["holds"] for check in told[1:])
    assert told[0]["measured"] == 0


def test_a_change_that_grows_with_finer_cells_fails_unless_it_is_luck():
    usual, near, far = (np.array([20.0, 21.0, 19.0]) + shift for shift in (0.0, 0.1, 5.0))
    assert finer_change(usual, near, far).holds
    assert not finer_change(usual, far, near).holds
    assert finer_change(usual, near + 0.1, near).holds
