"""A researcher's own functions are loaded by name, from files that replace nothing."""

import linecache
import random
import sys

import numpy as np
import pytest

from mesa_mosul.engine.jit import compiled
from mesa_mosul.simulation.custom_code import (
    CustomCodeError,
    describe_place,
    digest_of_source,
    load_function,
    name_function,
    script_source,
)

OWN = "def pace(outcome, daily):\n    return {'pace': 1}\n\n\nvalue = 3.0\n"


@pytest.fixture
def own(tmp_path, monkeypatch):
    (tmp_path / "own_code.py").write_text(OWN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "own_code.py"


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize(
    "name",
    ["own_code:hold", "no_such_module:held", ":held", "own_code:", "..:x", ".:x", "a b:x",
     "a/b:x", ":", "x:"],
)  # fmt: skip
def test_a_function_that_is_not_there_is_refused_by_its_name(name):
    with pytest.raises(CustomCodeError, match=f"'{name}' is no MODULE:FUNCTION"):
        load_function(name)


@pytest.mark.usefixtures("own")
def test_what_is_no_function_is_refused_by_its_name():
    with pytest.raises(CustomCodeError, match="'own_code:value' is a float, not a function"):
        load_function("own_code:value")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import sys\nsys.exit('no licence')", "exits when it is loaded: no licence"),
        ("x = 1\ny = z", r"NameError: name 'z' is not defined .*own_code.py line 2"),
        ("1 / 0", "ZeroDivisionError"),
        ("def held(:", "invalid syntax"),
    ],
)
def test_a_file_that_cannot_be_loaded_is_told(source, words, own):
    own.write_text(source, encoding="utf-8")
    with pytest.raises(CustomCodeError, match=words):
        load_function("own_code:held")


@pytest.mark.usefixtures("own")
def test_an_edited_file_is_loaded_anew(own):
    assert load_function("own_code:pace")({}, None) == {"pace": 1}
    own.write_text(OWN.replace("1}", "22}"), encoding="utf-8")
    assert load_function("own_code:pace")({}, None) == {"pace": 22}


def test_two_studies_have_files_of_the_same_name_each_and_replace_no_module(tmp_path):
    for number in (1, 2):
        folder = tmp_path / f"study{number}"
        folder.mkdir()
        (folder / "random.py").write_text(f"def pace(o, d): return {{'pace': {number}}}")
        assert load_function("random:pace", [str(folder)])({}, None) == {"pace": number}
    assert random.random() < 1.0
    assert not hasattr(sys.modules["random"], "pace")


def test_a_function_has_the_name_by_which_it_is_loaded(own):
    function = load_function("own_code:pace")
    assert name_function(function) == "own_code:pace"
    assert load_function(name_function(np.median)) is np.median


def test_a_lambda_has_no_name_by_which_it_could_be_loaded():
    with pytest.raises(CustomCodeError, match="define it by def, at the top of a file"):
        name_function(lambda world, p, clock: None)


def test_a_function_of_a_script_is_known_to_this_process_alone():
    def rain(world, p, clock):
        """Rain."""

    rain.__module__, rain.__qualname__ = "__main__", "rain"
    with pytest.raises(CustomCodeError, match=r"'__main__:drizzle' is defined in a script"):
        load_function("__main__:drizzle")
    assert load_function(name_function(rain)) is rain


def test_the_digest_is_that_of_the_whole_file(own):
    before = digest_of_source("own_code:pace", load_function("own_code:pace"))
    own.write_text(OWN + "\n# one line more", encoding="utf-8")
    assert digest_of_source("own_code:pace", load_function("own_code:pace")) != before


def test_the_digest_of_a_compiled_function_is_that_of_its_file():
    plain = test_the_digest_of_a_compiled_function_is_that_of_its_file
    assert digest_of_source("x:double", double) == digest_of_source("x:this", plain)


@compiled
def double(number: float) -> float:
    return 2.0 * number


def test_the_digest_of_a_script_s_function_changes_with_the_values_that_it_reads():
    code = "K = {}\ndef other(): return 1\ndef rule(world, p, clock): return K + other()"
    digests = set()
    for value in (1.0, 0.5, 1.0):
        linecache.cache["script"] = (1, None, code.format(value).splitlines(True), "script")
        values = {"__name__": "__main__"}
        exec(compile(code.format(value), "script", "exec"), values)
        digests.add(script_source(values["rule"]))
    assert len(digests) == 2
    assert all("def other" in text for text in digests)


def test_a_function_in_no_python_file_has_no_digest():
    with pytest.raises(CustomCodeError, match="'math:sqrt' is in no Python file"):
        digest_of_source("math:sqrt", load_function("math:sqrt"))


def fail(of):
    return 1 / of


def call(function, of):
    return function(of)


def test_the_line_that_is_told_is_the_researcher_s_own():
    with pytest.raises(ZeroDivisionError) as raised:
        call(fail, 0)
    line = fail.__code__.co_firstlineno + 1
    assert describe_place(raised.value, "call") == f" (test_custom_code.py line {line})"
