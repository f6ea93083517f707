"""Files that carry a checksum of themselves: the SHA-256 of all bytes, its own digits as zeros.

The same for JSON, where it is the last value, and for Parquet, where it is metadata: a file is
read whole, checked, and only then understood.
"""

import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

CHECKSUM = "checksum"
"""Key under which a file holds its checksum; earlier versions wrote none."""
MARK = "mesa_mosul-sha256:"
BLANK = MARK + "0" * 64
"""What stands in the place of a checksum while it is computed."""


class ChecksumError(ValueError):
    """A file that is not as it was written."""


def add_checksum(data: bytes) -> bytes:
    """Return the bytes of a file with its checksum in the place of the last BLANK."""
    before, blank, after = data.rpartition(BLANK.encode())
    digest = hashlib.sha256(data).hexdigest()
    return b"".join([before, MARK.encode(), digest.encode(), after]) if blank else data


def read_checked(path: Path) -> bytes:
    """Return the bytes of a file whose checksum holds, or of an earlier version without one.

    Raises OSError, and ChecksumError for a file that was changed.
    """
    if path.exists() and not path.is_file():
        raise ChecksumError("it is no file")
    data = path.read_bytes()
    before, mark, after = data.rpartition(MARK.encode())
    if mark and add_checksum(before + BLANK.encode() + after[64:]) != data:
        raise ChecksumError("its checksum does not hold")
    return data


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a table with a checksum."""
    metadata = {**(table.schema.metadata or {}), CHECKSUM: BLANK}
    sink = pa.BufferOutputStream()
    pq.write_table(table.replace_schema_metadata(metadata), sink)
    path.write_bytes(add_checksum(sink.getvalue().to_pybytes()))


def read_parquet(path: Path) -> pa.Table:
    """Return a table whose checksums hold; raises OSError, ValueError or ArrowException.

    Without threads of pyarrow, which now and then abort a process that ends just afterwards.
    """
    source = pa.BufferReader(read_checked(path))
    table = pq.ParquetFile(source, page_checksum_verification=True).read(use_threads=False)
    metadata = {**(table.schema.metadata or {})}
    metadata.pop(CHECKSUM.encode(), None)
    return table.replace_schema_metadata(metadata)
