"""What the guard lets through, message by message and path by path."""

import json

import pytest

from mesa_mosul.view.guard import is_known, is_needed
from mesa_mosul.view.server import own_host_check


def socket_message(**parts):
    return {"type": "websocket.receive", "text": json.dumps(parts)}


def test_messages_of_the_page_are_known():
    header = {"msg_type": "comm_msg"}
    assert is_known(socket_message(header=header, content={}))
    target = {"target_name": "solara.control"}
    assert is_known(socket_message(header={"msg_type": "comm_open"}, content=target))


@pytest.mark.parametrize(
    "message",
    [
        socket_message(header={"msg_type": "execute_request"}, content={"code": "1"}),
        socket_message(
            header={"msg_type": "comm_open"}, content={"target_name": "jupyter.widget"}
        ),
        socket_message(header={"msg_type": "comm_open"}, content={}),
        socket_message(header={"msg_type": ["comm_msg"]}, content={}),
        socket_message(header=None, content=None),
        socket_message(),
        {"type": "websocket.receive", "text": "[" * 100_000},
        {"type": "websocket.receive", "text": "[1, 2]"},
        {"type": "websocket.receive", "bytes": b"\x00\x01"},
        {"type": "websocket.receive", "text": " " * 1_000_001},
    ],
    ids=lambda message: str(message)[:60],
)
def test_other_messages_are_not(message):
    assert not is_known(message)


@pytest.mark.parametrize(
    ("kind", "method", "path", "is_let_through"),
    [
        ("http", "GET", "/", True),
        ("http", "GET", "/static/assets/style.css", True),
        ("http", "GET", "/static/public/x", False),
        ("http", "GET", "/static/assets/../x", False),
        ("http", "GET", "/sweep", False),
        ("http", "PUT", "/", False),
        ("http", "POST", "/_solara/api/close/1", True),
        ("http", "POST", "/_solara/api/evict/1", False),
        ("websocket", None, "/jupyter/api/kernels/1/channels", True),
        ("websocket", None, "/anything", False),
    ],
)
def test_paths(kind, method, path, is_let_through):
    assert is_needed({"type": kind, "method": method, "path": path}) == is_let_through


@pytest.mark.parametrize(
    ("host", "asked", "is_own"),
    [
        ("127.0.0.1", "127.0.0.1:81", True),
        ("127.0.0.1", "localhost:81", True),
        ("127.0.0.1", "[::1]:81", True),
        ("127.0.0.1", "localhost", False),
        ("127.0.0.1", "localhost:82", False),
        ("127.0.0.1", "mosul.example:81", False),
        ("127.0.0.1", "192.0.2.7:81", False),
        ("127.0.0.1", "", False),
        ("127.0.0.1", "localhost:port", False),
        ("0.0.0.0", "192.0.2.7:81", True),
        ("0.0.0.0", "mosul.example:81", False),
        ("::", "[2001:db8::7]:81", True),
        ("mosul.example", "mosul.example:81", True),
    ],
)
def test_the_page_is_reached_by_its_own_names_and_its_port_alone(host, asked, is_own):
    assert own_host_check(host, 81)(asked) == is_own


def test_a_browser_leaves_out_the_port_of_the_web():
    assert own_host_check("127.0.0.1", 80)("localhost")
