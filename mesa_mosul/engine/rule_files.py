"""The files of compiled rules: they hold machine code, so none is used that is not whole."""

import contextlib
import hashlib
import pickle
from pathlib import Path
from typing import Any

from numba.core.serialize import dumps

DIGEST_SIZE = hashlib.sha256().digest_size


class RuleFiles:
    """The files of one rule, one for each signature; it serves numba for its index and data.

    A file begins with a SHA-256 of what follows, of the signature and of the stamp of the
    source. What was cut or changed, or is of another signature or an older source, counts as
    missing: to load it could end the process or run other code than the rule's.
    """

    def __init__(self, folder: Path, name: str, source_stamp: object) -> None:
        self.folder, self.name, self.source_stamp = folder, name, source_stamp

    def path(self, key: object) -> Path:
        """Return the file of a signature's key."""
        return (
            self.folder
            / f"{self.name}.{hashlib.sha256(repr(key).encode()).hexdigest()[:16]}.rule"
        )

    def digest(self, key: object, content: bytes | memoryview) -> bytes:
        """Return the hash with which the file of some content begins."""
        digest = hashlib.sha256(repr((self.source_stamp, key)).encode())
        digest.update(content)
        return digest.digest()

    def read(self, key: object) -> memoryview | None:
        """Return the content of a file, None if there is none that is whole."""
        try:
            whole = memoryview(self.path(key).read_bytes())
        except FileNotFoundError:
            return None
        content = whole[DIGEST_SIZE:]
        return content if whole[:DIGEST_SIZE] == self.digest(key, content) else None

    def load(self, key: object) -> Any:
        """Return what was saved for a signature, None if it is to be compiled."""
        content = self.read(key)
        return None if content is None else pickle.loads(content)

    def save(self, key: object, data: object) -> None:
        """Store a compiled rule."""
        path, content = self.path(key), dumps(data)
        unfinished = path.with_suffix(".part")
        # All writers share one unfinished file, so that those who are killed leave no heap of
        # them. A process whose file another has moved has nothing left to do.
        with contextlib.suppress(FileNotFoundError):
            try:
                unfinished.write_bytes(self.digest(key, content) + content)
                unfinished.replace(path)
            finally:
                unfinished.unlink(missing_ok=True)
