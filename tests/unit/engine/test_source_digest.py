"""The hash of sources: code counts and nothing else, and the cache remembers it rightly."""

import ast

import pytest

from mesa_mosul.engine import source_digest as module
from mesa_mosul.engine.source_digest import digest_of_sources, dump_syntax, strip_docstrings


@pytest.fixture(scope="module")
def digest():
    """Return the digest of the sources as they are, in whatever folder."""
    return digest_of_sources()


def test_a_docstring_does_not_count():
    assert strip_docstrings('"""One."""\nx = 1') == strip_docstrings('"""Two."""\nx = 1')


def test_a_number_in_a_rule_counts():
    assert strip_docstrings("x = 1") != strip_docstrings("x = 2")


def test_fields_that_a_version_of_python_leaves_empty_or_adds_do_not_count():
    tree = ast.parse("def f(x):\n    return g(x)")
    before = dump_syntax(tree)
    for node in ast.walk(tree):
        for name, value in list(ast.iter_fields(node)):
            if value in (None, []):
                delattr(node, name)
    tree.body[0].default_value = None
    tree.body[0]._fields = (*tree.body[0]._fields, "default_value")
    assert dump_syntax(tree) == before


def test_a_syntax_tree_as_text_tells_values_apart():
    texts = {
        dump_syntax(ast.parse(one)) for one in ("f(1)", "f('1')", "f(None)", "f()", "f(x)")
    }
    assert len(texts) == 5


def test_a_docstring_leaves_the_digest_alone(source_copy, digest):
    path = source_copy / "engine" / "random_streams.py"
    text = path.read_text().replace('"""Counter-based', '"""Keyed', 1)
    assert text != path.read_text()
    path.write_text(text)
    assert digest_of_sources() == digest


MODEL_FILES = (
    "engine/random_streams.py",
    "engine/world.py",
    "rules/attrition.py",
    "simulation/ledger.py",
    "parameters/combat.py",
)


@pytest.mark.parametrize("name", MODEL_FILES)
def test_an_edited_rule_changes_the_digest(source_copy, digest, name):
    path = source_copy / name
    path.write_text(path.read_text() + "\nMORE = 1\n")
    assert digest_of_sources() != digest


@pytest.mark.parametrize("name", ["odd.py", "plots/style.py", "rules/_template.py"])
def test_what_is_no_rule_leaves_the_digest_alone(source_copy, digest, name):
    path = source_copy / name
    path.write_text(path.read_text() + "\nMORE = 1\n")
    assert digest_of_sources() == digest


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache of this user's."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "mesa_mosul" / "digests"


def forbid(*_):
    raise AssertionError("sources were parsed")


def test_sources_are_parsed_once(cache, digest, monkeypatch):
    assert digest_of_sources() == digest
    monkeypatch.setattr(module, "digest_of_syntax", forbid)
    assert digest_of_sources() == digest


def test_the_cache_holds_one_file_of_each_state_of_the_sources(cache, source_copy, digest):
    assert digest_of_sources() == digest_of_sources() == digest
    (source_copy / "rules" / "weather.py").write_text("MORE = 1\n")
    assert digest_of_sources() == digest_of_sources() != digest
    assert len(list(cache.iterdir())) == 2


@pytest.mark.parametrize("place", [0, 63, 64, 65, 129])
def test_a_changed_byte_in_the_cache_is_made_good(cache, digest, place):
    digest_of_sources()
    (path,) = cache.iterdir()
    whole = path.read_bytes()
    for byte in (whole[place] ^ 1, 0xFF):
        path.write_bytes(whole[:place] + bytes([byte]) + whole[place + 1 :])
        assert digest_of_sources() == digest
        assert path.read_bytes() == whole


def test_a_digest_of_other_sources_is_not_taken(cache, source_copy, digest):
    digest_of_sources()
    (path,) = cache.iterdir()
    (source_copy / "rules" / "weather.py").write_text("MORE = 1\n")
    other = digest_of_sources()
    (new,) = {*cache.iterdir()} - {path}
    new.write_bytes(path.read_bytes())
    assert digest_of_sources() == other


def test_a_cache_that_others_can_write_to_is_neither_read_nor_written(cache, digest):
    cache.mkdir(parents=True)
    cache.chmod(0o777)
    assert digest_of_sources() == digest
    assert not any(cache.iterdir())


def test_sources_have_a_digest_without_a_cache(tmp_path, monkeypatch, digest):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert digest_of_sources() == digest
