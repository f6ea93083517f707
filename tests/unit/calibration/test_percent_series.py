"""A file of observations is checked, and a mistake is reported with its line and the remedy."""

import bands as synthetic
import pytest

from mesa_mosul.calibration.percent_series import read_percent_series
from mesa_mosul.parameters.errors import MosulError

RIGHT = "E1,east,held,area,2016-12-20,,40,,high,,"
FAULTS = {
    "an area": ("E1,estern,held,area,2016-12-20,,40,,high,,", "line 2: area is 'estern'"),
    "a measure": ("E1,east,taken,area,2016-12-20,,40,,high,,", "permitted: 'held'"),
    "a unit": ("E1,east,held,streets,2016-12-20,,40,,high,,", "line 2: share_of is 'streets'"),
    "a date": ("E1,east,held,area,20.12.2016,,40,,high,,", "a date is written 2016-12-06"),
    "no such day": ("E1,east,held,area,2016-11-31,,40,,high,,", "there is no such day"),
    "another century": ("E1,east,held,area,1916-11-30,,40,,high,,", "calendar"),
    "a sign": ("E1,east,held,area,2016-12-20,,40 %,,high,,", "it must be a number"),
    "above all": ("E1,east,held,area,2016-12-20,,140,,high,,", "it must be 100 or less"),
    "below nothing": ("E1,east,held,area,2016-12-20,-1,,,high,,", "it must be 0 or more"),
    "not a number": ("E1,east,held,area,2016-12-20,,nan,,high,,", "central is 'nan'"),
    "no number": ("E1,east,held,area,2016-12-20,,,,high,,", "give one or more, in %"),
    "bounds that fall": ("E1,east,held,area,2016-12-20,50,40,60,high,,", "must not fall"),
    "confidence": ("E1,east,held,area,2016-12-20,,40,,sure,,", "confidence is 'sure'"),
    "no id": (",east,held,area,2016-12-20,,40,,high,,", "id is empty"),
    "a comma": ("E1,east,held,area,2016-12-20,,40,5,,high,,", "12 cells under 11 columns"),
    "the same row twice": (f"{RIGHT}\n{RIGHT}", "line 3"),
    "no rows": ("", "no rows under its header"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_mistake_is_reported_with_its_line_and_what_would_be_right(fault, tmp_path):
    rows, words = FAULTS[fault]
    path = tmp_path / "seen.csv"
    path.write_text(f"{synthetic.HEADER}\n{rows}\n" if rows else f"{synthetic.HEADER}\n")
    with pytest.raises(MosulError) as error:
        read_percent_series(path)
    assert words in str(error.value)
    assert "seen.csv" in str(error.value)


def test_a_header_of_another_table_is_refused(tmp_path):
    path = tmp_path / "seen.csv"
    path.write_text("date,east\n2016-12-20,40\n")
    with pytest.raises(MosulError, match="unknown column 'east'; the columns are"):
        read_percent_series(path)


def test_an_empty_file_is_called_empty(tmp_path):
    path = tmp_path / "seen.csv"
    path.touch()
    with pytest.raises(MosulError, match="is empty; the columns are id, area"):
        read_percent_series(path)


def test_a_file_of_other_bytes_is_refused(tmp_path):
    path = tmp_path / "seen.csv"
    path.write_bytes(b"\x89PNG\r\n\xff\xfe")
    with pytest.raises(MosulError, match="not UTF-8"):
        read_percent_series(path)


@pytest.mark.parametrize(
    ("name", "words"), [("nowhere.csv", "does not exist"), ("", "a folder")]
)
def test_a_file_that_is_none_is_refused_with_the_columns(name, words, tmp_path):
    with pytest.raises(MosulError, match=f"{words}; name a CSV file: the columns are id, area"):
        read_percent_series(tmp_path / name)


def test_a_row_keeps_its_text_and_its_kind(tmp_path):
    path = tmp_path / "seen.csv"
    path.write_text(f'{synthetic.HEADER}\nE1,east,held,quarters,2016-12-20,,,40,low,"a, b",c\n')
    row = read_percent_series(path).iloc[0]
    assert (row["share_of"], row["kind"], row["source"]) == ("quarters", "upper_bound", "a, b")
