"""Colours and texts of plots: none is lost, cut off or taken for something else."""

import io

import numpy as np
import pandas as pd
import pytest
import tables
from matplotlib.colors import to_hex
from PIL import Image
from seen import case_names, check_plot, check_texts, colour_pixels

from mesa_mosul import plots
from mesa_mosul.experiments.report.blocks import render_png, render_svg
from mesa_mosul.plots.style import BASE_COLOUR, PALETTE
from mesa_mosul.plots.sweep_distributions import DISTRIBUTION_KINDS, ROW_KINDS

DAYS = pd.date_range("2016-12-06", periods=10)
NAMES = ["none", "few", "some", "many"]


def near_bands():
    """Return days and runs of four cases whose bands nearly coincide."""
    rows, runs = [], []
    for point, name in enumerate(NAMES):
        for replicate in range(20):
            key = f"{point}-{replicate}"
            runs.append({"key": key, "point": point, "replicate": replicate, "help": name})
            steps = np.random.default_rng(replicate).normal(32, 12, 10)
            killed = np.abs(steps).cumsum() + 1.5 * point
            rows.append(pd.DataFrame({"key": key, "date": DAYS, "civilians_killed": killed}))
    return pd.concat(rows, ignore_index=True), pd.DataFrame(runs)


# --- colours ---


def test_every_case_of_a_legend_has_pixels_of_its_own_colour_in_the_files():
    runs = tables.paired_runs(runs=60, shift=0.02, labels=NAMES)
    daily, days_of = near_bands()
    made = {
        "density": plots.distribution(runs, "km2", ["help"], "density"),
        "ecdf": plots.distribution(runs[runs["point"] < 2], "km2", ["help"], "ecdf"),
        "survival": plots.survival_curves(
            tables.add_clearing_days(runs[runs["point"] < 2]), "east_cleared", ["help"]
        ),
        "gain": plots.variance_reduction(
            daily.merge(days_of[["key", "replicate"]]).assign(
                civilians_killed=lambda t: t["civilians_killed"]
                + np.random.default_rng(0).normal(size=len(t))
            ),
            days_of, "civilians_killed", ["help"], "none",
        ),
    }  # fmt: skip
    for kind, ax in made.items():
        pixels = np.array(Image.open(io.BytesIO(render_png(ax.figure))))
        svg = render_svg(ax.figure).decode()
        handles = ax.get_legend().legend_handles
        assert len({to_hex(handle.get_color()) for handle in handles}) == len(handles) >= 2
        for handle in handles:
            colour = to_hex(handle.get_color())
            assert colour_pixels(pixels, colour) > 60, f"{kind}: {colour} is lost"
            assert colour in svg, f"{kind}: {colour} is lost"


def test_bands_that_nearly_coincide_keep_their_colours():
    daily, runs = near_bands()
    ax = plots.quantile_band(daily, runs, "civilians_killed", ["help"])
    pixels = np.array(Image.open(io.BytesIO(render_png(ax.figure))))
    assert [panel.get_title(loc="left") for panel in ax.figure.panels] == NAMES
    for colour in (*PALETTE[:4], BASE_COLOUR):
        assert colour_pixels(pixels, colour) > 60


def test_equal_figures_are_equal_files():
    runs = tables.runs_of_cases({"none": np.linspace(0, 1, 20)})
    files = [render_svg(plots.distribution(runs, "share_city_held").figure) for _ in range(2)]
    assert files[0] == files[1]


# --- names ---


def test_a_text_that_is_cut_off_covered_or_too_small_fails_the_check_of_these_tests():
    runs = tables.runs_of_cases({"none": np.linspace(0, 1, 20)})
    ax = plots.distribution(runs, "share_city_held")
    check_texts(ax.figure)
    ax.figure.text(0.9, 0.5, "beyond the frame")
    with pytest.raises(AssertionError, match="cut off"):
        check_texts(ax.figure)
    covered = plots.distribution(runs, "share_city_held")
    covered.figure.text(0.05, 0.03, "on the note")
    with pytest.raises(AssertionError, match="overlaps"):
        check_texts(covered.figure)
    small = plots.distribution(runs, "share_city_held")
    small.set_xlabel("share (0 to 1)", fontsize=7)
    with pytest.raises(AssertionError, match="too small for a phone"):
        check_texts(small.figure)


HOSTILE = [
    *("$5 to $10", "_none", "$\\frac{$", "two\nlines\tand a tab", "100 % {of} \\$ it"),
    *("W" * 90, "W" * 89 + "X", "a very long name of a case " * 8, "الموصل", ""),
]


@pytest.mark.parametrize("kind", [*DISTRIBUTION_KINDS, "band", "forest", "probability"])
def test_no_name_breaks_a_plot_is_cut_off_or_lost(kind):
    rng = np.random.default_rng(5)
    runs = tables.runs_of_cases({name: rng.uniform(size=8) for name in HOSTILE})
    runs = runs.assign(stalled=rng.uniform(size=len(runs)) < 0.5)
    if kind == "band":
        parts = [
            runs[["key"]].assign(date=day, isis_killed=rng.uniform(size=80)) for day in DAYS
        ]
        ax = plots.quantile_band(pd.concat(parts), runs, "isis_killed", ["help"])
    elif kind == "forest":
        effects = pd.DataFrame({"case": HOSTILE, "difference": np.arange(10.0) + 1.0})
        effects = effects.assign(
            low=effects["difference"] - 0.5, high=effects["difference"] + 9
        )
        ax = plots.forest(effects, "isis_killed", base="_$base$\n")
    elif kind == "probability":
        ax = plots.probability_bars(runs, "stalled", ["help"])
    else:
        ax = plots.distribution(runs, "share_city_held", ["help"], kind)
    check_texts(ax.figure)
    rows = kind in (*ROW_KINDS, "forest", "probability")
    assert len(set(case_names(ax, rows))) == len(HOSTILE)
    texts = ax.get_yticklabels() if rows else [p._left_title for p in ax.figure.panels]
    assert not any(text.get_parse_math() for text in texts)


def test_a_legend_keeps_names_that_begin_with_an_underscore_or_hold_dollars():
    runs = tables.runs_of_cases(
        {"_none": np.linspace(0, 1, 20), "$5 to $10": np.linspace(0, 0.5, 20)}
    )
    ax = plots.distribution(runs, "share_city_held", ["help"])
    assert case_names(ax) == ["_none", "$5 to $10"]
    assert not any(text.get_parse_math() for text in ax.get_legend().get_texts())
    check_plot(ax)


def test_a_custom_outcome_has_no_empty_word_for_its_unit():
    runs = tables.runs_of_cases({"none": np.linspace(-1, 1, 20)}).rename(
        columns={"share_city_held": "my_$_%"}
    )
    ax = plots.distribution(runs, "my_$_%")
    assert ax.get_xlabel() == "my $ %"
    check_texts(ax.figure)
