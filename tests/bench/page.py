"""How quick the page is in a browser: its first picture, a day, an answer about a sweep.

python tests/bench/page.py [RESULTS]

Without a results folder a sweep of 5,000 runs of one day is made first, which takes a minute.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from pages import Watched, opened_browser, served_page

import mesa_mosul as mm

DAYS = 20
CHANGED = "before => document.querySelector('img[alt^=Map]').src != before"


def make_results(folder: Path) -> Path:
    """Run two cases of 2,500 runs of one day each."""
    experiment = mm.Experiment(
        "reported", name="five_thousand", days=1, replications=2500,
        levers={"iraqi.troops": [54000, 25000]},
    )  # fmt: skip
    experiment.run(folder / "five_thousand", progress=False)
    return folder


def time_first_picture(browser, address) -> tuple[float, Watched]:
    """Return the seconds from the address to the first map, and the page."""
    watched, start = Watched(browser), time.perf_counter()
    watched.page.goto(address)
    watched.page.wait_for_selector("img[alt^='Map']")
    return time.perf_counter() - start, watched


def time_days(watched: Watched) -> list[float]:
    """Return the milliseconds from a click on Step to another map, for each day."""
    times = []
    for _ in range(DAYS):
        before, start = watched.picture("Map"), time.perf_counter()
        watched.page.click("button:has-text('Step')")
        watched.page.wait_for_function(CHANGED, arg=before)
        times.append(1000 * (time.perf_counter() - start))
        watched.page.wait_for_timeout(300)
    return times


def time_answers(watched: Watched) -> list[float]:
    """Return the milliseconds from a choice to its figure, after the tab has been opened."""
    watched.page.click("text=A finished sweep")
    watched.page.wait_for_selector("text=completed runs")
    times = []
    for outcome in (
        "Offensive stalls",
        "Iraqi casualties",
        "ISIS casualties",
        "Civilians killed",
    ):
        watched.open_choices("Outcome")
        start = time.perf_counter()
        watched.take_choice(outcome)
        watched.page.wait_for_selector(f"img[alt^='{outcome}'], :text('No figure')")
        times.append(1000 * (time.perf_counter() - start))
    return times


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else make_results(Path(made))
        with served_page(folder) as address, opened_browser() as browser:
            first, watched = time_first_picture(browser, address)
            watched.page.close()
            again, watched = time_first_picture(browser, address)
            days, answers = time_days(watched), time_answers(watched)
    print(f"first picture: {first:.1f} s, of another visitor {again:.1f} s")
    print(
        f"a day: {statistics.median(days):.0f} ms (median of {DAYS}), {max(days):.0f} at most"
    )
    print(f"an answer about the sweep: {', '.join(f'{one:.0f}' for one in answers)} ms")


if __name__ == "__main__":
    main()
