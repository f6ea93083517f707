"""The tables in seeds: they load and agree, and an error says what is wrong in one."""

import shutil
from collections import Counter
from datetime import date

import pytest

from mesa_mosul.inputs.tables import (
    SCHEMAS,
    SeedError,
    find_seeds_folder,
    read_table,
    read_tables,
)

ARTICLE = date(2016, 12, 6)
END_OF_RECORD = date(2017, 1, 24)


@pytest.fixture(scope="module")
def tables():
    return read_tables()


@pytest.fixture
def seeds(tmp_path):
    for table in SCHEMAS:
        shutil.copy(find_seeds_folder() / f"{table}.csv", tmp_path)
    shutil.copytree(find_seeds_folder() / "scenarios", tmp_path / "scenarios")
    return tmp_path


def spoil(seeds, name, old, new):
    path = seeds / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_table_loads():
    assert not [table for table in SCHEMAS if not read_table(table)]


@pytest.mark.parametrize(
    ("force", "men"),
    [("iraqi", 54000), ("isis", 9000), ("peshmerga", 40000), ("us", 5000), ("pmf", 14000)],
)
def test_the_men_of_a_force_sum_to_the_reported_figure(tables, force, men):
    assert sum(row.men for row in tables.forces if row.force == force) == men


@pytest.mark.parametrize(("kind", "pieces"), [("air_wing", 90), ("artillery", 150)])
def test_aircraft_and_guns_sum_to_the_reported_figures(tables, kind, pieces):
    assert sum(row.pieces for row in tables.forces if row.kind == kind) == pieces


def test_only_aircraft_guns_and_car_bombs_come_in_pieces(tables):
    kinds = {row.kind for row in tables.forces if row.pieces}
    assert kinds == {"air_wing", "artillery", "car_bombs"}


def test_eight_to_eleven_thousand_attack_from_the_east(tables):
    axes = {"north", "east", "south_east"}
    men = sum(r.men for r in tables.forces if r.task == "assault" and r.axis in axes)
    assert 8000 <= men <= 11000


def test_the_article_makes_27_claims_in_order(tables):
    assert [row.id for row in tables.claims] == [f"R{n:02}" for n in range(1, 28)]


def test_the_five_numbers_of_the_article_are_its_inputs(tables):
    inputs = {row.id: row.value for row in tables.claims if row.kind == "input"}
    assert inputs == {"R01": 54000, "R02": 5000, "R03": 90, "R04": 150, "R05": 9000}


def test_there_are_61_neighbourhoods_east_and_25_west(tables):
    assert Counter(row.bank for row in tables.neighbourhoods) == {"east": 61, "west": 25}


def test_the_state_of_a_neighbourhood_follows_from_its_history(tables):
    for row in tables.neighbourhoods:
        past = [
            event
            for event in tables.neighbourhood_history
            if event.neighbourhood == row.id and event.date <= ARTICLE
        ]
        verdicts = sorted(
            (event.date, event.event) for event in past if event.event != "entered"
        )
        last = verdicts[-1][1] if verdicts else "none"
        expected = "held" if last == "freed" else "entered" if past else "none"
        assert (row.id, row.state) == (row.id, expected)


def test_the_west_bank_has_no_dated_events(tables):
    west = {row.id for row in tables.neighbourhoods if row.bank == "west"}
    assert not west & {row.neighbourhood for row in tables.neighbourhood_history}


def test_bridges_are_cut_on_the_same_day_in_both_tables(tables):
    cut = {row.object: row.date for row in tables.timeline if row.decision == "cut_bridge"}
    assert cut == {row.id: row.cut_on for row in tables.bridges}


@pytest.mark.parametrize(
    ("day", "cut"),
    [
        (date(2016, 10, 17), 1),
        (date(2016, 10, 31), 2),
        (date(2016, 11, 21), 3),
        (date(2016, 11, 23), 4),
        (date(2016, 12, 26), 5),
    ],
)
def test_as_many_bridges_are_out_as_the_record_counts(tables, day, cut):
    assert sum(row.cut_on <= day for row in tables.bridges) == cut


def test_bridges_are_listed_from_north_to_south(tables):
    north = [row.lat for row in tables.bridges]
    assert north == sorted(north, reverse=True)


def test_the_record_ends_on_24_january(tables):
    later = {row.id for row in tables.evidence if row.date and row.date > END_OF_RECORD}
    assert later == {"E007", "E017", "E064"}


def test_no_observation_is_later_than_24_january(tables):
    assert max(row.date for row in tables.history) <= END_OF_RECORD


def test_evidence_without_a_number_has_words_or_a_day(tables):
    for row in tables.evidence:
        figures = (row.low, row.central, row.high)
        assert row.text or any(figure is not None for figure in figures), row.id


def test_observations_carry_the_figures_of_their_source(tables):
    source = {row.id: row for row in tables.evidence}
    for row in tables.history:
        if row.series != "territory":
            evidence = source[row.id]
            assert (row.low, row.central, row.high) == (
                evidence.low,
                evidence.central,
                evidence.high,
            )


def test_every_assumption_about_forces_is_cited(tables):
    used = {row.evidence for table in (tables.forces, tables.timeline) for row in table}
    named = {row.id for row in tables.assumptions if row.id.startswith("A10")}
    assert named <= used


FAULTS = [
    ("forces.csv", "code,id", "code,ident", "line 1: unknown column 'ident'; the columns are "),
    (
        "forces.csv",
        "code,id",
        "code,code",
        "line 1: column 'code' is given twice; keep one",
    ),
    ("river.csv", ",note", "", "line 1: column 'note' is missing; add it, empty if need be"),
    ("river.csv", "1,36.56,42.917,", "1,36.56,42.917", "line 3: 3 cells under 4 columns"),
    ("river.csv", "1,36.56", "1,north", "line 3: lat is 'north'; it must be a number"),
    ("river.csv", "1,36.56", "1,nan", "line 3: lat is 'nan'; it must be a number"),
    ("river.csv", "1,36.56", "1,63.56", "line 3: lat is '63.56'; it must be 36.7 or less"),
    ("river.csv", "42.917,", "4.917,", "line 3: lon is '4.917'; it must be 42.7 or more"),
    ("river.csv", "42.917,", "46,", "line 3: lon is '46'; it must be 43.6 or less"),
    ("river.csv", "42.917,", f"{10**60},", "line 3: lon is '10{39}[.]{3}'; it must be 43.6"),
    ("river.csv", "\n1,", "\n2,", "line 3: seq is 2; it counts up, so 1 is next"),
    ("river.csv", "\n1,", "\n1.5,", "line 3: seq is '1.5'; it must be an integer"),
    ("river.csv", "\n1,", "\n\n1,", "line 3: 0 cells under 4 columns"),
    (
        "axes_of_advance.csv",
        "north,1,",
        "north,5,",
        "line 3: seq is 5; it counts up, so 1 is next",
    ),
    (
        "axes_of_advance.csv",
        ",2,",
        ",0,",
        "line 2: half_width_km is '0'; it must be more than 0",
    ),
    ("forces.csv", "1500,0", "-40,0", "line 2: men is '-40'; it must be 0 or more"),
    ("forces.csv", "1500,0", f"{10**400},0", "line 2: men is .*; it must be 1000000 or less"),
    ("forces.csv", "1500,0", f"{'9' * 5000},0", "line 2: men is .*; that is too large"),
    (
        "forces.csv",
        "2016-10-20",
        "9999-12-31",
        "line 2: enters is .*; the calendar of a run",
    ),
    (
        "forces.csv",
        "2016-10-20",
        "0001-01-01",
        "line 2: enters is .*; the calendar of a run",
    ),
    ("forces.csv", "\n102,", "\n101,", "line 3: code '101' is already on line 2"),
    ("forces.csv", "\n102,", "\n1002,", "line 3: code is '1002'; it must be 999 or less"),
    ("forces.csv", "cts_2", "cts_1", "line 3: id 'cts_1' is already on line 2"),
    ("forces.csv", "cts_2", "CTS 2", "line 3: id is 'CTS 2'; it must look like "),
    ("forces.csv", ",assault,", ",charge,", "line 2: task is 'charge'; permitted: 'assault', "),
    ("forces.csv", "2016-10-20", "20/10/2016", "enters is '20/10/2016'; a date is written "),
    ("forces.csv", "2016-10-20", "2016-10-32", "enters is '2016-10-32'; there is no such day"),
    ("forces.csv", "2016-10-20", "", "line 2: task assault needs axis, enters and km_off_map"),
    ("forces.csv", "0,north,belt", "0,north,", "bank is given for isis and for no other force"),
    ("forces.csv", ",east,", ",eats,", "line 2: axis 'eats' is not in axes_of_advance.csv"),
    (
        "forces.csv",
        "A102",
        "A999",
        "line 2: evidence 'A999' is not in evidence.csv, assumptions",
    ),
    ("claims.csv", "E001;E007", "E001;E110", "evidence 'E110' is not in .*; near it: E110"),
    (
        "claims.csv",
        "iraqi.troops",
        "iraqi.troop",
        "line 2: parameters 'iraqi.troop' is not in .* near it: iraqi.troops",
    ),
    (
        "claims.csv",
        "switch.air,",
        "switch.aircraft,",
        "line 4: switch 'switch.aircraft' is not in the parameters",
    ),
    (
        "claims.csv",
        "switch.air,",
        "Isis fighters,",
        "line 4: switch is 'Isis fighters'; it must",
    ),
    ("claims.csv", ",reported", ",reportd", "line 2: scenario 'reportd' is not in scenarios/"),
    ("neighbourhoods.csv", ",held,", ",lost,", "line 2: state is 'lost'; permitted: 'none', "),
    ("neighbourhoods.csv", "Gogjali,", ",", "line 2: name is empty; it must be given"),
    (
        "neighbourhood_history.csv",
        "gogjali",
        "gogjalli",
        "line 2: neighbourhood 'gogjalli' is not in neighbourhoods.csv",
    ),
    (
        "timeline.csv",
        "cut_bridge,third",
        "cut_bridge,sixth",
        "object 'sixth' is not in bridges",
    ),
    ("evidence.csv", "54000,54000,60000", "54000,70000,60000", "line 2: low, central and high"),
    ("evidence.csv", "2016-12-31", "2016-09-30", "until needs a date that is not later"),
    ("history.csv", "E028,", "E998,", "line 2: id 'E998' is not in evidence.csv"),
    ("history.csv", "2016-10-17,2016-10-27", "2016-10-28,2016-10-27", "date_from must not be"),
    ("places.csv", "Bartella", '"Bar\ntella"', "line 2: a cell runs on over the line's end"),
    ("places.csv", "Bartella", '"Bartella', "not a CSV line"),
]


@pytest.mark.parametrize(("name", "old", "new", "message"), FAULTS)
def test_a_broken_file_says_what_is_wrong_and_where(seeds, name, old, new, message):
    spoil(seeds, name, old, new)
    with pytest.raises(SeedError, match=f"^{name}.*{message}"):
        read_tables(seeds)


def test_a_missing_file_is_named(seeds):
    (seeds / "bridges.csv").unlink()
    with pytest.raises(SeedError, match=r"bridges\.csv is missing from "):
        read_tables(seeds)


def test_a_file_that_is_not_utf8_is_named_with_its_line(seeds):
    path = seeds / "places.csv"
    path.write_bytes(path.read_bytes().replace(b"Bashiqa", b"B\xe2shiqa", 1))
    with pytest.raises(SeedError, match=r"places\.csv line 5: not UTF-8"):
        read_tables(seeds)


def test_a_file_without_rows_is_refused(seeds):
    path = seeds / "places.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    with pytest.raises(SeedError, match=r"places\.csv has no rows under its header"):
        read_tables(seeds)


@pytest.mark.parametrize(("name", "lines", "needed"), [("river", 2, 2), ("outline", 3, 3)])
def test_a_line_or_an_outline_of_too_few_points_is_refused(seeds, name, lines, needed):
    path = seeds / f"{name}.csv"
    kept = path.read_text(encoding="utf-8").splitlines()[:lines]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    with pytest.raises(SeedError, match=rf"^{name}\.csv.*: {needed} points or more are needed"):
        read_tables(seeds)


def test_a_table_that_is_a_folder_is_missing(seeds):
    (seeds / "river.csv").unlink()
    (seeds / "river.csv").mkdir()
    with pytest.raises(SeedError, match=r"^river\.csv is missing"):
        read_tables(seeds)


def test_a_spreadsheets_byte_order_mark_does_no_harm(seeds):
    path = seeds / "river.csv"
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert read_table("river", seeds) == read_table("river")


def test_an_unknown_table_is_answered_with_the_known_ones():
    with pytest.raises(SeedError, match="no table 'rivers'; the tables are evidence, "):
        read_table("rivers")


def test_a_folder_may_be_given_as_text(seeds):
    assert read_table("river", str(seeds)) == read_table("river")
    assert read_tables(str(seeds)) == read_tables()


def test_rows_cannot_be_changed(tables):
    with pytest.raises(ValueError, match="frozen"):
        tables.forces[0].men = 1
