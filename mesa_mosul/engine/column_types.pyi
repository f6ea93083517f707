"""Columns as a type checker sees them: an element is a scalar, where numpy returns Any.

At run time a column is a plain array; see `columns.py`.
"""

from typing import Any, overload

import numpy as np

class IntColumn(np.ndarray[tuple[int, ...], np.dtype[np.int64]]):
    """Integers by row."""

    @overload  # type: ignore[override]
    def __getitem__(self, index: int, /) -> int: ...
    @overload
    def __getitem__(self, index: Any, /) -> Any: ...

class FloatColumn(np.ndarray[tuple[int, ...], np.dtype[np.float64]]):
    """Floats by row."""

    @overload  # type: ignore[override]
    def __getitem__(self, index: int, /) -> float: ...
    @overload
    def __getitem__(self, index: Any, /) -> Any: ...

class BoolColumn(np.ndarray[tuple[int, ...], np.dtype[np.bool_]]):
    """Booleans by row."""

    @overload  # type: ignore[override]
    def __getitem__(self, index: int, /) -> bool: ...
    @overload
    def __getitem__(self, index: Any, /) -> Any: ...

class IntBySideColumn(np.ndarray[tuple[int, int], np.dtype[np.int64]]):
    """Integers by side and row."""

    @overload  # type: ignore[override]
    def __getitem__(self, index: tuple[int, int], /) -> int: ...
    @overload
    def __getitem__(self, index: Any, /) -> Any: ...

class FloatBySideColumn(np.ndarray[tuple[int, int], np.dtype[np.float64]]):
    """Floats by side and row."""

    @overload  # type: ignore[override]
    def __getitem__(self, index: tuple[int, int], /) -> float: ...
    @overload
    def __getitem__(self, index: Any, /) -> Any: ...
