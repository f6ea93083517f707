"""How often a box of scenario discovery is there: `python -m tests.analysis.box_discovery`.

Prints two tables: samples of pure noise with a box, and planted boxes that are found.
"""

from tests.planted_boxes import count_boxes_of_noise, count_planted_boxes

NOISE = ((33, 8, 200), (129, 29, 40), (100, 60, 40))
PLANTED = ((129, 29, 1, 40), (100, 60, 10, 20))


def print_row(*numbers):
    """Print numbers as a row of a table."""
    print(f"| {' | '.join(map(str, numbers))} |", flush=True)


def main():
    """Print both tables."""
    print("| points | factors | samples of noise | with a box |\n|--:|--:|--:|--:|")
    for case in NOISE:
        print_row(*case, count_boxes_of_noise(*case))
    print("\n| points | factors | runs of a point | planted boxes | found | wrong limits |")
    print("|--:|--:|--:|--:|--:|--:|")
    for case in PLANTED:
        print_row(*case, *count_planted_boxes(*case))


if __name__ == "__main__":
    main()
