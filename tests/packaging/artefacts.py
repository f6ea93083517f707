"""What `make wheel` checks in a wheel and a source distribution before they may be published.

python tests/packaging/artefacts.py FOLDER
"""

import re
import sys
import tarfile
import zipfile
from pathlib import Path

from packaging.metadata import Metadata

MAX_WHEEL_KB = 1300
"""Code takes 550 kB and the calibrated ensemble 390: the figures of the reports, which no code
reads, would be 900 more."""
SHIPPED_SUFFIXES = {".py", ".pyi", ".typed", ".csv", ".toml", ".json", ".md", ".css"}
NEEDED_IN_WHEEL = {"mesa_mosul/py.typed", "mesa_mosul/seeds/evidence.csv", "mesa_mosul/ODD.md"}
NEEDED_IN_SOURCES = {
    *("Makefile", "LICENSE", "CITATION.cff", ".python-version"),
    *(".ci/run", ".ci/constraints.txt", "tests/conftest.py", "tests/packaging/minima.txt"),
}
SITE = "mesa_mosul/docs/"
"""Sources of the documentation site, in source distributions only."""
RELATIVE_LINK = re.compile(r"\]\((?!https?:|#)([^)]*)\)")


def wheel_faults(path: Path) -> list[str]:
    """Return what is wrong with a wheel."""
    with zipfile.ZipFile(path) as wheel:
        names = set(wheel.namelist())
        metadata_file = next(name for name in names if name.endswith(".dist-info/METADATA"))
        text = wheel.read(metadata_file).decode()
    # Raises where a registry would refuse.
    description = Metadata.from_email(text, validate=True).description or ""
    size_kb = path.stat().st_size / 1000
    foreign = sorted(
        name
        for name in names
        if ".dist-info/" not in name and Path(name).suffix not in SHIPPED_SUFFIXES
    )
    print(f"{path.name}: {size_kb:,.0f} kB of {MAX_WHEEL_KB:,}, {len(names)} files")
    return [
        *([f"it has {size_kb:,.0f} kB"] if size_kb > MAX_WHEEL_KB else []),
        *(f"it holds {name}" for name in foreign),
        *(f"it holds {name}" for name in sorted(names) if name.startswith(SITE)),
        *(f"it lacks {name}" for name in sorted(NEEDED_IN_WHEEL - names)),
        *(f"its page links to {link}" for link in RELATIVE_LINK.findall(description)),
        *([] if "## Install" in description else ["its page does not say how to install it"]),
    ]


def source_faults(path: Path) -> list[str]:
    """Return what is wrong with a source distribution."""
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
        readme_name = f"{path.name.removesuffix('.tar.gz')}/README.md"
        file = archive.extractfile(readme_name)
        readme = file.read().decode() if file else ""
    linked = {link.rstrip("/") for link in RELATIVE_LINK.findall(readme)}
    folders = {str(parent) for name in names for parent in Path(name).parents}
    print(f"{path.name}: {path.stat().st_size / 1000:,.0f} kB, {len(names)} files")
    return [
        f"it lacks {name}" for name in sorted((NEEDED_IN_SOURCES | linked) - names - folders)
    ]


def main(folder: Path) -> int:
    """Print the sizes and what is wrong; return 1 if anything is."""
    (wheel,), (sources,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    faults = [f"{wheel.name}: {fault}" for fault in wheel_faults(wheel)]
    faults += [f"{sources.name}: {fault}" for fault in source_faults(sources)]
    print(*faults, sep="\n", end="\n" if faults else "", file=sys.stderr)
    return int(bool(faults))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
