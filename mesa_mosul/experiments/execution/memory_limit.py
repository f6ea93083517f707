"""A limit to the memory of this process, where the system has one."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def limited_memory(memory_mb: int) -> Iterator[None]:
    """Let this process take memory_mb more than it has; beyond that is a MemoryError."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (ImportError, OSError):
        yield
        return
    limit = pages * os.sysconf("SC_PAGESIZE") + memory_mb * 2**20
    before = resource.getrlimit(resource.RLIMIT_AS)
    # A batch system may allow less.
    if all(one == resource.RLIM_INFINITY or limit < one for one in before):
        resource.setrlimit(resource.RLIMIT_AS, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
