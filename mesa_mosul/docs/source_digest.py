"""A hash of all that figures and notebooks are made from, by which stale ones are known."""

import hashlib
from pathlib import Path

HOME = Path(__file__).parents[2]
MADE_FROM = ("notebooks/*.py", "mesa_mosul/**/*.py", "seeds/**/*", "experiments/*.toml")
SITE = Path(__file__).parent


def digest_of_checkout(*also: str) -> str:
    """Return the hash; of the site's own files only those of patterns that are given."""
    digest = hashlib.sha256()
    paths = {path for pattern in MADE_FROM for path in HOME.glob(pattern)}
    paths = {path for path in paths if SITE not in path.parents}
    for path in sorted(paths | {path for pattern in also for path in SITE.glob(pattern)}):
        if path.is_file():
            digest.update(f"{path.relative_to(HOME)}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
