"""A compiled rule: code for other rules to call, and where needed a way in from Python."""

import functools
import types
from typing import Any

from numba import njit
from numba.core import config
from numba.core.registry import CPUDispatcher

from mesa_mosul.engine.compile_cache import RuleCache

numba_config: Any = config
OPTIONS: Any = {"_nrt": False}
"""Rules allocate nothing: without reference counting of arrays they take a seventh of the
time."""
NO_WAY_IN: Any = {"nopython": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


class CompiledRule(CPUDispatcher):
    """A rule, as other rules call it: without a way in from Python, which few rules need.

    Ways in took a quarter of the time to compile. A rule that Python calls is compiled once
    more, with a way in, and stored on disk.
    """

    def __init__(self, rule: Any, cache_folder: str) -> None:
        super().__init__(py_func=rule, targetoptions=OPTIONS | NO_WAY_IN)
        self.cache_folder = cache_folder

    @functools.cached_property
    def entry(self) -> Any:
        """The rule as Python calls it; a function of its own, since a rule may call itself."""
        rule = self.py_func
        code, names = rule.__code__, rule.__globals__
        copy = types.FunctionType(code, names, None, rule.__defaults__, rule.__closure__)
        dispatcher: Any = njit(functools.update_wrapper(copy, rule), **OPTIONS)
        default_folder, numba_config.CACHE_DIR = numba_config.CACHE_DIR, self.cache_folder
        try:
            dispatcher._cache = RuleCache(copy)
        finally:
            numba_config.CACHE_DIR = default_folder
        return dispatcher

    def __call__(self, *arguments: Any) -> Any:
        """Run the rule."""
        return self.entry(*arguments)

    def address(self, kinds: tuple[Any, ...]) -> int:
        """Return the address of the code for arguments of some numba types.

        It is loaded or, if need be, compiled, and stays as long as the process.
        """
        self.entry.compile(kinds)
        result = self.entry.overloads[kinds]
        return int(result.library.get_pointer_to_function(result.fndesc.llvm_func_name))

    def is_stored(self, kinds: tuple[Any, ...]) -> bool:
        """Return whether the cache has code for arguments of some numba types."""
        return bool(self.entry._cache.is_stored(kinds, self.entry.targetctx))
