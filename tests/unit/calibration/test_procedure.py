"""The folder of a calibration belongs to the targets with which it was begun."""

import pytest

from mesa_mosul.calibration.procedure import CalibrationError, check_folder


def test_a_folder_goes_on_with_the_same_targets(tmp_path):
    folder = tmp_path / "calibration"
    check_folder(folder)
    check_folder(folder)


def test_a_folder_begun_with_other_targets_is_refused_and_left_as_it_is(tmp_path):
    (tmp_path / "calibration_targets.csv").write_text("id\n", encoding="utf-8")
    with pytest.raises(CalibrationError, match="begun with other targets"):
        check_folder(tmp_path)
    assert (tmp_path / "calibration_targets.csv").read_text(encoding="utf-8") == "id\n"
