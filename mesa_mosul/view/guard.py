"""What stands before Solara's server: it lets through what the page needs, and no more.

Solara trusts whoever reaches it. A page of another site could open its socket; its route for
libraries fetches what it lacks from outside, and deletes folders of its cache; routes of its
own tell of the machine. None of these is reached.
"""

import json
from collections.abc import Callable
from typing import Any

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE = "/"
SOCKET = "/jupyter/api/kernels/"
CLOSE = "/_solara/api/close/"
LIBRARIES = "/_solara/cdn/"
FILES = (
    "/static/assets/",
    "/static/main-vuetify.js",
    "/static/highlight",
    "/jupyter/nbextensions/jupyter-vu",
)
"""Beginnings of the paths that the page loads files from."""
MESSAGES = ("kernel_info_request", "comm_info_request", "comm_open", "comm_msg", "comm_close")
"""Kinds of message that a browser sends; none carries code."""
TARGETS = ("solara.control", "jupyter.widget.control")
"""What a browser may open a channel to: the page, and the state of its own widgets."""
MAX_MESSAGE = 1_000_000
HEADERS = {
    b"content-security-policy": (
        b"default-src 'self'; img-src 'self' data:; font-src 'self' data:;"
        b" style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline' 'unsafe-eval';"
        b" connect-src 'self'; frame-ancestors 'none'; form-action 'none'; base-uri 'self'"
    ),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
}
"""Headers of every answer; Vue compiles the widgets' templates, hence 'unsafe-eval'."""


class Guard:
    """An ASGI application that lets through to another what the page needs.

    Parameters
    ----------
    app : ASGI application
        Solara's server.
    libraries : ASGI application
        What answers for files of libraries, by their path below LIBRARIES.
    is_own_host : callable
        Whether a host that a browser asks for, with its port, is this page's.
    """

    def __init__(
        self, app: ASGIApp, libraries: ASGIApp, is_own_host: Callable[[str], bool]
    ) -> None:
        self.app, self.libraries, self.is_own_host = app, libraries, is_own_host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif not self.is_own_visitor(scope) or not is_needed(scope):
            await refuse(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.app(scope, only_known_messages(receive), send)
        elif scope["path"].startswith(LIBRARIES):
            below = {**scope, "path": scope["path"].removeprefix(LIBRARIES[:-1])}
            await self.libraries(below, receive, with_headers(send))
        else:
            await self.app(scope, receive, with_headers(send))

    def is_own_visitor(self, scope: Scope) -> bool:
        """Return whether a request comes from this page, or from who opens it."""
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        host, origin = headers.get("host", ""), headers.get("origin")
        if not self.is_own_host(host) or origin not in (None, f"http://{host}"):
            return False
        is_link = headers.get("sec-fetch-mode") == "navigate" and (
            headers.get("sec-fetch-dest") == "document"
        )
        return is_link or headers.get("sec-fetch-site", "none") in ("none", "same-origin")


def is_needed(scope: Scope) -> bool:
    """Return whether the page needs what a request asks for."""
    path: str = scope["path"]
    if ".." in path or "\\" in path or "\0" in path:
        return False
    if scope["type"] == "websocket":
        return path.startswith(SOCKET) and path.endswith("/channels")
    if scope["method"] == "POST":
        return path.startswith(CLOSE)
    if scope["method"] not in ("GET", "HEAD"):
        return False
    return path == PAGE or path.startswith((LIBRARIES, *FILES))


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer that there is nothing, whatever the reason."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
    else:
        await PlainTextResponse("Not found.", 404)(scope, receive, send)


def with_headers(send: Send) -> Send:
    """Return a `send` that adds HEADERS to an answer."""

    async def add(message: Message) -> None:
        if message["type"] == "http.response.start":
            others = [pair for pair in message["headers"] if pair[0].lower() not in HEADERS]
            message = {**message, "headers": [*others, *HEADERS.items()]}
        await send(message)

    return add


def only_known_messages(receive: Receive) -> Receive:
    """Return a `receive` that passes over messages that the page's own script never sends."""

    async def next_known() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive" or is_known(message):
                return message

    return next_known


def is_known(message: Message) -> bool:
    """Return whether a browser's message is of a kind that the page needs."""
    text = message.get("text")
    if text is None or len(text) > MAX_MESSAGE:
        return False
    try:
        content: Any = json.loads(text)
        kind, body = content["header"]["msg_type"], content["content"]
        return kind in MESSAGES and (kind != "comm_open" or body["target_name"] in TARGETS)
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
