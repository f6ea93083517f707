"""The command that serves the page."""

import argparse
from pathlib import Path
from typing import Any

from mesa_mosul.cli.argument_types import add_command
from mesa_mosul.parameters.errors import MosulError

DEFAULT_FOLDER = Path("results")
LOCALHOST, DEFAULT_PORT, MAX_PORT = "127.0.0.1", 8765, 65535


def parse_port(text: str) -> int:
    """Return a port; raises argparse's error for what is none."""
    if not (text.isascii() and text.isdigit() and int(text) <= MAX_PORT):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: it is 0 to {MAX_PORT}")
    return int(text)


def add_view_command(commands: Any) -> None:
    """Add `mosul view`."""
    about = "open a page on which a battle can be watched and a finished sweep explored"
    view = add_command(commands, "view", about)
    view.add_argument(
        "folders", nargs="*", type=Path, metavar="RESULTS",
        help="results folders, or folders of such, that the page may open (results)",
    )  # fmt: skip
    view.add_argument(
        "--port", type=parse_port, default=DEFAULT_PORT,
        help=f"port of the page ({DEFAULT_PORT}); 0: one that is free",
    )  # fmt: skip
    view.add_argument(
        "--host", default=LOCALHOST, metavar="ADDRESS",
        help="address to listen on; by default this machine alone can open the page, with"
        " 0.0.0.0 all who reach it can",
    )  # fmt: skip
    view.add_argument("--no-browser", action="store_true", help="do not open a browser")


def run_view_command(args: argparse.Namespace) -> None:
    """Serve the page until it is interrupted."""
    try:
        from mesa_mosul.view.server import serve_page
        from mesa_mosul.view.sweep_tables import sweeps_in
    except ImportError as error:
        raise MosulError("mosul view takes Solara: pip install 'mesa-mosul[view]'") from error
    default = [DEFAULT_FOLDER] if sweeps_in([DEFAULT_FOLDER]) else []
    serve_page(args.folders or default, args.host, args.port, not args.no_browser)


VIEW_COMMANDS = {"view": run_view_command}
