"""Serve the page from this machine, to browsers that came to it and to nothing else."""

import socket
import warnings
import webbrowser
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from solara.server import settings
from solara.server.app import AppScript, apps
from solara.server.starlette import app as solara_app
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from mesa_mosul.inputs.scenario import RunError
from mesa_mosul.view.guard import Guard
from mesa_mosul.view.live_battle import LiveBattle
from mesa_mosul.view.page_settings import offer_sweeps
from mesa_mosul.view.pictures import BattlePictures
from mesa_mosul.view.sweep_tables import sweeps_in

LOCALHOST, HTTP_PORT = "127.0.0.1", 80
MAX_VISITORS = 16
"""Pages open at a time; each has its own battles in memory."""


def serve_page(folders: list[Path], host: str, port: int, open_browser: bool) -> None:
    """Serve the page until the process is interrupted.

    Parameters
    ----------
    folders : list of pathlib.Path
        Folders whose results the page may open.
    host : str
        Address to listen on.
    port : int
        Port to listen on; 0 for any that is free.
    open_browser : bool
        Whether to open the page in this machine's browser.

    Raises
    ------
    RunError
        If a folder holds no results, or the address cannot be listened on.
    """
    for folder in folders:
        if not sweeps_in([folder]):
            raise RunError(f"{folder} holds no results of a sweep, nor does a folder inside it")
    offer_sweeps(folders)
    prepare_pictures()
    listener = listen(host, port)
    port = listener.getsockname()[1]
    app = make_app(own_host_check(host, port))
    address = f"http://{host if ':' not in host else f'[{host}]'}:{port}/"
    print(f"The page is at {address}; press Ctrl-C to end it.", flush=True)
    if open_browser:
        webbrowser.open(address)
    config = uvicorn.Config(
        app, log_level="warning", ws_max_size=2**20, server_header=False, access_log=False
    )
    uvicorn.Server(config).run(sockets=[listener])


def prepare_pictures() -> None:
    """Load the rules and the fonts before the first visitor waits for them."""
    live = LiveBattle()
    live.step()
    pictures = BattlePictures(live)
    pictures.map_url(0)
    pictures.course_url()


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens at an address; raises RunError if it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(100)
    except (OSError, OverflowError) as error:
        listener.close()
        raise RunError(
            f"cannot listen at {host} port {port}: {error}; another port: --port 0"
        ) from error
    return listener


def own_host_check(host: str, port: int) -> Callable[[str], bool]:
    """Return whether a browser that asks for a host asks for this page.

    A name that somebody else points at this machine is none of its own, so that no page of
    another site passes for this one; an address cannot be pointed elsewhere.
    """
    names = {host, LOCALHOST, "localhost", "::1", socket.gethostname()}
    takes_any_address = is_address(host) and ip_address(host).is_unspecified

    def is_own(asked: str) -> bool:
        try:
            parts = urlsplit(f"//{asked}")
            name, asked_port = parts.hostname or "", parts.port or HTTP_PORT
        except ValueError:
            return False
        is_known = name in names or (takes_any_address and is_address(name))
        return is_known and asked_port == port

    return is_own


def is_address(text: str) -> bool:
    """Return whether a text is an address, and no name."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def make_app(is_own_host: Callable[[str], bool]) -> Guard:
    """Return the page's ASGI application, with nothing that calls home."""
    # The page is served over HTTP, and its cookie is of this site alone.
    warnings.filterwarnings("ignore", "Cookies with samesite=none", UserWarning)
    settings.main.mode = "production"
    settings.telemetry.mixpanel_enable = False
    settings.theme.show_banner = False
    settings.kernel.max_count = MAX_VISITORS
    settings.theme.loader = "plain"
    apps["__default__"] = AppScript("mesa_mosul.view.page")
    files = StaticFiles(directory=settings.assets.proxy_cache_dir)
    return Guard(solara_app, Starlette(routes=[Mount("/", files)]), is_own_host)
