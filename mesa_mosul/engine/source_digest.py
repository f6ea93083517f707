"""The hash of sources by which runs and compiled rules know the model that they are of."""

import ast
import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mesa_mosul.engine.private_folder import (
    CacheError,
    check_trusted,
    find_cache_home,
    make_private_folder,
)
from mesa_mosul.parameters.errors import PACKAGE_FOLDER

COMPILED_SOURCES = (
    "engine/*.py",
    "rules/*.py",
    "simulation/ledger.py",
    "simulation/schedule.py",
)
MODEL_SOURCES = (*COMPILED_SOURCES, "parameters/*.py")
"""What compiled code depends on, and what a run depends on besides its scenario and seeds.

No file whose name begins with an underscore counts: such files are templates.
"""


def strip_docstrings(source: str) -> str:
    """Return the syntax tree of a source as text, without its docstrings."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            statements = [line for line in body if not is_docstring(line)]
            node.body = statements or [ast.Pass()]  # type: ignore[attr-defined]
    return dump_syntax(tree)


def dump_syntax(node: Any) -> str:
    """Return a syntax tree as text that is the same for every version of Python.

    `ast.dump` writes empty fields or leaves them out, depending on the version.
    """
    if isinstance(node, list):
        return f"[{', '.join(map(dump_syntax, node))}]"
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = [(name, value) for name, value in ast.iter_fields(node) if value not in (None, [])]
    return f"{type(node).__name__}({', '.join(f'{k}={dump_syntax(v)}' for k, v in fields)})"


def is_docstring(statement: ast.stmt) -> bool:
    """Return whether a statement is nothing but a string."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def digest_of_sources(patterns: tuple[str, ...] = MODEL_SOURCES) -> str:
    """Return a hash of sources that does not depend on comments, docstrings or formatting.

    patterns: globs relative to the package. To parse takes 0.4 s, so this user's cache has the
    hash by the bytes of the sources.
    """
    sources = {
        path.relative_to(PACKAGE_FOLDER).as_posix(): path.read_bytes()
        for path in source_files(patterns)
    }
    key = hashlib.sha256(Path(__file__).read_bytes())
    for name, content in sources.items():
        key.update(f"{name} {len(content)} ".encode() + content)
    return recalled(key.hexdigest()) or remember(key.hexdigest(), digest_of_syntax(sources))


def digest_of_syntax(sources: Mapping[str, bytes]) -> str:
    """Return a hash of the syntax of sources, given by name."""
    digest = hashlib.sha256()
    for name, content in sources.items():
        digest.update(name.encode())
        digest.update(strip_docstrings(content.decode()).encode())
    return digest.hexdigest()


def digest_file(key: str) -> Path:
    """Return the file with the digest of sources."""
    return find_cache_home() / "mesa_mosul" / "digests" / key


def with_seal(key: str, digest: str) -> str:
    """Return the text of the file of a digest, which tells damage."""
    return f"{digest} {hashlib.sha256(f'{key}{digest}'.encode()).hexdigest()}\n"


def recalled(key: str) -> str | None:
    """Return the digest that the cache has of sources, None if it has none that is whole."""
    path = digest_file(key)
    with contextlib.suppress(OSError, UnicodeDecodeError, CacheError):
        check_trusted(path.parent)
        text = path.read_text(encoding="utf-8")
        digest = text.partition(" ")[0]
        if text == with_seal(key, digest):
            return digest
    return None


def remember(key: str, digest: str) -> str:
    """Store the digest of sources in the cache, where that can be, and return it."""
    path = digest_file(key)
    with contextlib.suppress(OSError, CacheError):
        make_private_folder(path.parent)
        unfinished = path.with_suffix(f".{os.getpid()}")
        try:
            unfinished.write_text(with_seal(key, digest), encoding="utf-8")
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    return digest


def source_files(patterns: tuple[str, ...]) -> Iterator[Path]:
    """Yield the files of some globs relative to the package, in an order of their own."""
    for pattern in patterns:
        for path in sorted(PACKAGE_FOLDER.glob(pattern)):
            if path.name == "__init__.py" or not path.name.startswith("_"):
                yield path
