"""How compiled rules are stored, in one folder per user, sources and processor.

Nothing is created or read before a compiled rule is called, so that reading results needs no
cache.
"""

from pathlib import Path
from typing import Any, Self

from llvmlite.binding import get_host_cpu_name
from numba.core import config
from numba.core.caching import (
    CompileResultCacheImpl,
    FunctionCache,
    UserProvidedCacheLocator,
)
from numba.core.codegen import get_host_cpu_features

from mesa_mosul.engine.private_folder import (
    check_trusted,
    explain_refusal,
    make_private_folder,
)
from mesa_mosul.engine.rule_files import RuleFiles

numba_config: Any = config


def describe_processor() -> str:
    """Return the kind of processor that numba compiles for.

    A home that machines share holds code for each kind of them.
    """
    name, features = numba_config.CPU_NAME, numba_config.CPU_FEATURES
    name = get_host_cpu_name() if name is None else name
    features = get_host_cpu_features() if features is None else features
    return f"{name} {features}"


class RuleLocator(UserProvidedCacheLocator):
    """numba's locator of a cache folder, without a trial write when a rule is declared."""

    @classmethod
    def from_function(cls, py_func: Any, py_file: str) -> Self:
        """Return the locator of a function."""
        return cls(py_func, py_file)

    def ensure_cache_path(self) -> None:
        """Create the folder of one source file within the private folder, and try it."""
        folder = Path(self.get_cache_path()).parent
        make_private_folder(folder)
        with explain_refusal(folder):
            super().ensure_cache_path()


class RuleCacheParts(CompileResultCacheImpl):
    """How numba names and serialises what it stores of one rule."""

    _locator_classes: Any = (RuleLocator,)


class RuleCache(FunctionCache):
    """The cache of one rule, which is compiled again where its files are damaged."""

    _impl_class = RuleCacheParts

    def __init__(self, rule: Any) -> None:
        super().__init__(rule)
        name, stamp = self._impl.filename_base, self._impl.locator.get_source_stamp()
        self._cache_file: Any = RuleFiles(Path(self.cache_path), name, stamp)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the compiled rule for a signature, or None if it is to be compiled.

        Raises CacheError where it could not be stored afterwards.
        """
        folder = Path(self.cache_path).parent
        check_trusted(folder)
        with explain_refusal(folder):
            try:
                overload = super().load_overload(sig, target_context)
            except OSError:
                raise
            except Exception:
                # What an own rule's code refers to may have gone from a file of its own.
                overload = None
            if overload is None:
                self._impl.locator.ensure_cache_path()
        return overload

    def is_stored(self, sig: Any, target_context: Any) -> bool:
        """Return whether there is a whole file of the rule for a signature."""
        key = self._index_key(sig, target_context.codegen())
        try:
            return self._cache_file.read(key) is not None
        except OSError:
            return False

    def save_overload(self, sig: Any, data: Any) -> None:
        """Store a compiled rule. Raises CacheError."""
        with explain_refusal(Path(self.cache_path).parent):
            super().save_overload(sig, data)
