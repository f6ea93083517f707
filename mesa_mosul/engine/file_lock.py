"""Locks between processes, which end with the process that holds them."""

import errno
import warnings
from pathlib import Path

from filelock import FileLock

NO_LOCK_ERRNOS = (errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP)
"""What a disk answers that has no locks, such as Lustre or NFS in some configurations."""


def acquire_lock(path: Path, timeout_s: float) -> FileLock:
    """Return the lock of a file, held by this process.

    Raises filelock.Timeout if another process holds it, and OSError where there are no locks.
    """
    lock = FileLock(path, thread_local=False)
    with warnings.catch_warnings():
        # On a disk without flock the file itself serves as the lock, which is as good here.
        warnings.filterwarnings("ignore", message="flock not supported")
        lock.acquire(timeout=timeout_s, poll_interval=0.5)
    return lock
