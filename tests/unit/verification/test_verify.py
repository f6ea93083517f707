"""`mosul verify` reports what holds, writes its page and fails loudly."""

import json

import numpy as np
import pytest

from mesa_mosul.cli.main import main
from mesa_mosul.verification import verify as verification
from mesa_mosul.verification.exact_fights import Check, run_fights, win_probability_check
from mesa_mosul.verification.invariance import cell_size_convergence_check, equivalence_checks
from mesa_mosul.verification.timing import mosul_output
from mesa_mosul.verification.verify import (
    VerificationError,
    checks_summary,
    checks_table,
    checks_to_json,
    run_checks,
    write_verification,
)


def test_a_check_that_does_not_exist_is_refused(capsys):
    assert main(["verify", "--only", "99"]) == 2
    assert "no check has the number 99" in capsys.readouterr().err


def test_numbers_that_are_none_are_refused(capsys):
    with pytest.raises(SystemExit) as exit_info:
        main(["verify", "--only", "first"])
    assert exit_info.value.code == 2
    assert "such as 1,3" in capsys.readouterr().err


def test_a_probability_that_is_off_fails():
    assert not win_probability_check(1, "a duel", 600, 1000, 0.5).holds
    assert win_probability_check(1, "a duel", 505, 1000, 0.5).holds


def test_a_failed_check_shows_in_the_table_and_in_json():
    check = Check(1, "a duel", 0.6, "0.5", "", False)
    assert "FAILS" in checks_table([check])
    assert json.loads(checks_to_json([check]))[0]["holds"] is False
    assert json.loads(checks_to_json([check]))[0]["verdict"] == "FAILS"


def test_a_miss_with_a_reason_shows_it_in_the_table_and_in_json():
    check = Check(7, "a slope", 5.0, "1", "", False, "no wind")
    assert "OUTSIDE (no wind)" in checks_table([check])
    assert json.loads(checks_to_json([check]))[0]["verdict"] == "OUTSIDE (no wind)"
    assert json.loads(checks_to_json([check]))[0]["reason"] == "no wind"


def test_the_summary_counts_what_holds_what_is_known_and_what_fails():
    holds = Check(1, "a duel", 0.5, "0.5", "", True)
    outside = holds._replace(holds=False, reason="no wind")
    text = checks_summary([holds, holds, holds, outside, outside, holds._replace(holds=False)])
    assert text == (
        "3 of 6 figures hold, 2 are outside their band for a declared reason, 1 failed."
    )


MISSED = "force ratio: slope of the win on ln(ratio)"


@pytest.mark.parametrize(
    ("label", "holds", "code", "verdict"),
    [
        (MISSED, True, 0, "holds"),
        (MISSED, False, 0, "OUTSIDE ("),
        ("open: largest fall of P(win) as the ratio rises", False, 1, "FAILS"),
    ],
)
def test_only_a_miss_without_a_reason_ends_with_an_error(
    label, holds, code, verdict, monkeypatch, capsys
):
    def lone(count):
        yield Check(7, label, 5.0, "1", "", holds)

    monkeypatch.setitem(verification.CHECKS, 7, lone)
    assert main(["verify", "--only", "7", "--json"]) == code
    printed = capsys.readouterr()
    assert json.loads(printed.out)[0]["verdict"].startswith(verdict)
    assert f"5: {verdict}" in printed.err
    assert f"{code} failed" in printed.err


def test_every_check_has_a_full_and_a_quick_count():
    numbers = verification.CHECKS.keys()
    assert numbers == verification.FULL_COUNTS.keys() == verification.QUICK_COUNTS.keys()
    assert list(numbers) == list(range(1, 10))


def test_the_page_has_its_table_and_its_figure(tmp_path):
    page = write_verification(
        [Check(1, "a duel", 0.5, "0.5", "", True)], tmp_path / "v", fight_count=50
    )
    assert "1 of 1 figures hold" in page.read_text(encoding="utf-8")
    assert (tmp_path / "v" / "square_law.png").stat().st_size > 5000


def test_a_page_that_cannot_be_written_whole_leaves_the_earlier_one(tmp_path):
    page = write_verification([], tmp_path, fight_count=50)
    before = page.read_text(encoding="utf-8")
    with pytest.raises(AttributeError):
        write_verification(["no check"], tmp_path, fight_count=50)
    assert page.read_text(encoding="utf-8") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["square_law.png", page.name]


def test_a_module_of_the_current_folder_is_no_part_of_another_process(tmp_path, monkeypatch):
    for name in ("random.py", "mesa_mosul.py"):
        (tmp_path / name).write_text("raise SystemExit('no module of the library')")
    monkeypatch.chdir(tmp_path)
    assert mosul_output("--version").startswith("mosul ")


def test_verify_refuses_before_it_fights():
    with pytest.raises(VerificationError):
        run_checks(check_numbers=(1, 99))


def test_checks_of_fights_can_be_written_as_json():
    before, after = run_fights("duel", 20, 20, 50), run_fights("duel", 20, 20, 50)
    records = json.loads(
        checks_to_json(list(equivalence_checks("the same fights", 20, before, after)))
    )
    assert all(check["holds"] for check in records[1:])
    assert records[0]["measured"] == 0


def test_a_change_that_grows_with_finer_cells_fails_unless_it_is_random():
    default, near, far = (np.array([20.0, 21.0, 19.0]) + shift for shift in (0.0, 0.1, 5.0))
    assert cell_size_convergence_check(default, near, far).holds
    assert not cell_size_convergence_check(default, far, near).holds
    assert cell_size_convergence_check(default, near + 0.1, near).holds
