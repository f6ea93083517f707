"""The base of all errors that a user's mistake can raise, and the warning of an old name."""

import contextlib
import sys
import unicodedata
import warnings
from collections.abc import Iterator
from pathlib import Path

PACKAGE_FOLDER = Path(__file__).parents[1]


LONGEST_VALUE, LONGEST_MESSAGE = 40, 600
"""Characters of a mistaken value that an error repeats, and of a whole message."""
UNPRINTABLE = ("Cc", "Cs", "Zl", "Zp")
"""Categories of characters that a line cannot hold: controls, halves of pairs, line breaks."""


class MosulError(ValueError):
    """A mistake of the user; the message says what is wrong, where, and what would be right.

    Whatever a file or a command line put into it, it is one line that a terminal can show.
    """

    def __init__(self, message: object = "") -> None:
        super().__init__(to_line(str(message)))


def to_line(text: str) -> str:
    """Return a message as a line that a terminal can show, without its middle if it is long."""
    line = shorten_middle(text, LONGEST_MESSAGE)
    line = " ".join(line.split()) if "\n" in line else line
    return shorten_middle("".join(map(printable, line)), LONGEST_MESSAGE)


def shorten_middle(text: str, length: int) -> str:
    """Return a text of at most so many characters, what is too much left out in its middle.

    Examples
    --------
    >>> shorten_middle("abcdefghijkl", 9), shorten_middle("abc", 9)
    ('ab ... kl', 'abc')
    """
    half = (length - 5) // 2
    return text if len(text) <= length else f"{text[:half]} ... {text[-half:]}"


def printable(sign: str) -> str:
    """Return a character, or its code if no line of a terminal can hold it."""
    return ascii(sign)[1:-1] if unicodedata.category(sign) in UNPRINTABLE else sign


def shorten(value: object) -> str:
    """Return a mistaken value as an error repeats it, cut if it is long."""
    try:
        text = str(value)
    except ValueError:  # Python writes out no integer of more than 4300 digits.
        return "an integer of thousands of digits"
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}..."


def quote(value: object) -> str:
    """Return a mistaken value as an error repeats it, a text in quotes."""
    return f"'{shorten(value)}', a text" if isinstance(value, str) else shorten(value)


def to_integer(value: object) -> int | None:
    """Return a number as an integer; None for what is no integer, such as nan or text."""
    if isinstance(value, bool | str | bytes) or not hasattr(value, "__int__"):
        return None
    try:
        integer = int(value)
        return integer if integer == value else None
    except (TypeError, ValueError, OverflowError):
        return None


class RenamedWarning(FutureWarning):
    """A name of an earlier version was used; the message gives the name of today."""


class LostEventsWarning(UserWarning):
    """A run has more events than its log takes."""


SHOWN_WARNINGS = (RenamedWarning, LostEventsWarning)
"""What a command tells its user as a line of its own."""


def warn_renamed(old_name: str, new_name: str) -> None:
    """Warn that a name has changed, at the line outside the package that used it."""
    warnings.warn(
        f"'{old_name}' is called '{new_name}' since version 0.2",
        RenamedWarning,
        skip_file_prefixes=(str(PACKAGE_FOLDER),),
    )


@contextlib.contextmanager
def warnings_as_lines(program: str = "mosul") -> Iterator[None]:
    """Print each warning of ours once, as a line of the command, on standard error."""
    with warnings.catch_warnings():
        show_others = warnings.showwarning

        def show_line(
            message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            file: object = None,
            line: str | None = None,
        ) -> None:
            if issubclass(category, SHOWN_WARNINGS):
                print(f"{program}: {message}", file=sys.stderr)
            else:
                show_others(message, category, filename, lineno, None, line)

        for kind in SHOWN_WARNINGS:
            warnings.simplefilter("default", kind)
        warnings.showwarning = show_line
        yield
