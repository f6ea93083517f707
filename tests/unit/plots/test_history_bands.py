"""The plot of bands and observations shows each of them where it is."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.dates import date2num
from seen import check_plot

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.plots.history_bands import history_bands, history_panels

DAYS = pd.date_range("2016-12-01", periods=90)
BANDS = pd.DataFrame({"date": DAYS}).assign(
    **{f"q{level:02d}": np.linspace(0, level, 90) for level in (5, 25, 50, 75, 95)}
)
OBSERVED = pd.DataFrame(
    {
        "date": DAYS[[5, 8, 11, 14, 17]],
        "low": [10.0, 5.0, np.nan, 60.0, np.nan],
        "central": [20.0, np.nan, np.nan, np.nan, 33.0],
        "high": [30.0, 15.0, 50.0, np.nan, np.nan],
    }
)
RIVALS = pd.DataFrame({"date": DAYS[12:], "persistence": 40.0, "constant_rate": 45.0})


def test_bands_observations_and_rivals_are_there():
    ax = history_bands(BANDS, OBSERVED, RIVALS)
    check_plot(ax)
    tops = [
        path.vertices[:, 1].max() for band in ax.collections[:2] for path in band.get_paths()
    ]
    assert tops == [95.0, 75.0]
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels[-3:] == ["persistence", "constant rate", "observed"]
    lines = [line.get_ydata()[0] for line in ax.lines if len(line.get_xdata()) == 78]
    assert lines == [40.0, 45.0]


def test_values_are_dots_and_ranges_are_lines():
    ax = history_bands(BANDS, OBSERVED)
    dots = next(line for line in ax.lines if line.get_marker() == "o")
    assert dots.get_ydata().tolist() == [20.0, 33.0]
    assert date2num(dots.get_xdata()).tolist() == date2num([DAYS[5], DAYS[17]]).tolist()
    segments = [
        tuple(segment[:, 1])
        for bars in ax.collections
        if hasattr(bars, "get_segments")
        for segment in bars.get_segments()
    ]
    assert {(10.0, 30.0), (5.0, 15.0)} <= set(segments)


def test_bands_alone_can_be_plotted():
    check_plot(history_bands(BANDS, OBSERVED.iloc[:0]))


def test_a_missing_column_is_refused():
    with pytest.raises(AnalysisError, match="q95"):
        history_bands(BANDS.drop(columns="q95"), OBSERVED)


def test_a_panel_for_each_series_ends_after_the_last_observation():
    figure = history_panels(
        {"east": (BANDS, OBSERVED, RIVALS), "city": (BANDS, OBSERVED, None)}
    )
    assert [panel.get_title("right") for panel in figure.panels] == ["east", "city"]
    first, last = figure.panels[1].get_xlim()
    assert (first, last) == (date2num(DAYS[0]), date2num(DAYS[47]))
