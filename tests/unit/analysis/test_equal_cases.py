"""Cases with identical runs: found pair by pair, never from part of the pairs."""

import pandas as pd

from mesa_mosul.analysis.equal_cases import find_equal_cases, mark_equal_cases


def runs_of(**courses):
    rows = [
        {"point": at, "replicate": r, "case_name": name, "digest": course}
        for at, (name, digests) in enumerate(courses.items())
        for r, course in enumerate(digests)
    ]
    return pd.DataFrame(rows)


def test_cases_are_equal_if_every_pair_of_runs_is():
    equal = find_equal_cases(runs_of(a="xyz", b="xyz", c="xyw", d="xyw"), ["case_name"])
    assert equal == {"a": "a", "b": "a", "c": "c", "d": "c"}


def test_the_same_runs_in_another_order_of_replicates_are_not_equal():
    assert find_equal_cases(runs_of(a="xy", b="yx"), ["case_name"])["b"] == "b"


def test_a_case_with_fewer_runs_is_not_equal():
    assert find_equal_cases(runs_of(a="xyz", b="xy"), ["case_name"])["b"] == "b"


def test_sets_and_replicates_identify_a_pair_together():
    runs = runs_of(a="xyxz", b="xyxz", c="xyzx").assign(draw=[0, 0, 1, 1] * 3)
    runs["replicate"] %= 2
    equal = find_equal_cases(runs, ["case_name"], ("draw", "replicate"))
    assert equal == {"a": "a", "b": "a", "c": "c"}


def test_a_base_that_is_not_the_first_of_its_equals_is_their_base():
    effects = pd.DataFrame({"case": ["a", "c"], "p": [1.0, 0.01], "p_holm": [1.0, 0.02]})
    table = mark_equal_cases(effects, "b", {"a": "a", "b": "a", "c": "c"})
    assert table["equal_to"].tolist() == ["b", ""]
    assert table["p_holm"].tolist() == [1.0, 0.01]
