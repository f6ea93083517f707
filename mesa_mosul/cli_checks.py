"""The commands that hold the model against what is known, and against the clock."""

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mesa_mosul.analysis.checks import Check


def run_verify(args: argparse.Namespace) -> int:
    """Hold the rules against exact results and other battles.

    Return 1 if a check fails; one that is outside its band for a declared reason does not.
    """
    from mesa_mosul.analysis.verify import as_json, summary, table, verify, write

    def told(check: "Check") -> None:
        figure = f"{check.experiment} {check.what}: {check.measured:.4g}"
        print(f"{figure}: {check.verdict}", file=sys.stderr)

    checks = verify(args.only, args.quick, told)
    if args.json:
        print(as_json(checks))
    else:
        print(f"{table(checks)}\n\nWritten: {write(checks, args.out)}")
    print(summary(checks), file=sys.stderr)
    return 1 if any(check.fails for check in checks) else 0


def run_bench(args: argparse.Namespace) -> int:
    """Measure speed and print the figures."""
    from mesa_mosul.analysis.bench import Figure, as_json, bench, table

    def told(figure: Figure) -> None:
        print(f"{figure.what}: {figure.value:.4g} {figure.unit}", file=sys.stderr)

    figures = bench(told)
    print(as_json(figures) if args.json else table(figures))
    return 0


ACTS = {"verify": run_verify, "bench": run_bench}
