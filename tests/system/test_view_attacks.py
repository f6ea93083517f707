"""Attempts on the page: to run code, to read a file, to drive it from another site."""

import http.client
import http.server
import json
import threading
import uuid
from urllib.parse import urlsplit

import pytest
from pages import needs_chromium, opened_browser, served_page
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

pytestmark = [pytest.mark.slow]
PROJECT = "[build-system]"
"""The beginning of a file that lies in the folder where the server was started."""
READING = (
    *(
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/static/public/..%2f..%2fpyproject.toml",
    ),
    *("/static/assets/../../pyproject.toml", "/static/assets/..%5c..%5cpyproject.toml"),
    *("/_solara/cdn/../../../../../../etc/passwd", "/_solara/cdn/%2fetc/passwd"),
    *(
        "/jupyter/nbextensions/../../../../../etc/passwd",
        "/static/public/page.py",
        "//etc/passwd",
    ),
    *("/resourcez", "/readyz?verbose", "/docs", "/tree", "/api/contents/pyproject.toml"),
    "/jupyter/api/kernels/1",
)
DELETING = "/_solara/cdn/@widgetti/solara-vuetify-app@10.1.1"


@pytest.fixture(scope="module")
def address():
    with served_page() as address:
        yield address


def ask(address, path, method="GET", **headers):
    """Send a request as it is; return its status and its body."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    connection.putrequest(method, path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read().decode(errors="replace")
    connection.close()
    return answer.status, body


def open_socket(address, **headers):
    """Open the socket of the page as a program would that knows how."""
    kernel, session = uuid.uuid4(), uuid.uuid4()
    place = urlsplit(address).netloc
    return connect(
        f"ws://{place}/jupyter/api/kernels/{kernel}/channels?session_id={session}",
        additional_headers=headers, max_size=None,
    )  # fmt: skip


def message(kind, **content):
    return json.dumps(
        {
            "channel": "shell", "buffers": [], "metadata": {}, "parent_header": {},
            "header": {"msg_type": kind, "msg_id": uuid.uuid4().hex, "session": "1",
                       "username": "", "date": "2026-01-01T00:00:00Z", "version": "5.2"},
            "content": content,
        }
    )  # fmt: skip


def receive_all(socket, seconds=1.5):
    """Return the messages that come until none has come for a while."""
    texts = []
    try:
        while True:
            texts.append(socket.recv(timeout=seconds))
    except (TimeoutError, ConnectionClosed):
        return [json.loads(text) for text in texts if isinstance(text, str)]


def start_page(socket):
    """Let the server make the page; return the states of its widgets by their number."""
    channel = uuid.uuid4().hex
    socket.send(message("comm_open", comm_id=channel, target_name="solara.control", data={}))
    socket.send(message("comm_msg", comm_id=channel, data={
        "method": "run", "args": {"path": "/", "dark": False, "themes": {}, "appName": None},
    }))  # fmt: skip
    opened = [one for one in receive_all(socket, 4) if one["header"]["msg_type"] == "comm_open"]
    return {one["content"]["comm_id"]: one["content"]["data"]["state"] for one in opened}


def test_the_page_itself_is_served(address):
    status, body = ask(address, "/")
    assert status == 200
    assert "solara" in body


@pytest.mark.parametrize("path", READING)
def test_no_route_reads_a_file_or_tells_of_the_machine(address, path):
    status, body = ask(address, path)
    assert status == 404
    assert "root:" not in body
    assert PROJECT not in body


def test_a_library_is_served_and_never_deleted_or_fetched(address):
    script = f"{DELETING}/dist/fonts.css"
    assert ask(address, script)[0] == 200
    assert ask(address, DELETING)[0] == 404
    assert ask(address, script)[0] == 200
    assert ask(address, "/_solara/cdn/left-pad@1.0.0/index.js")[0] == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "mosul.example:80"},
        {"Origin": "http://mosul.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
    ],
    ids=str,
)
def test_another_site_is_refused(address, headers):
    assert ask(address, "/", **headers)[0] == 404


def test_a_link_on_another_site_leads_to_the_page(address):
    link = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    assert ask(address, "/", **link, Sec_Fetch_Dest="document")[0] == 200
    assert ask(address, "/", **link, Sec_Fetch_Dest="iframe")[0] == 404


def test_a_kernel_is_closed_by_its_own_page_alone(address):
    close = "/_solara/api/close/1"
    assert ask(address, close, "POST", Origin="http://mosul.example")[0] == 404
    assert ask(address, "/_solara/api/evict/1", "POST")[0] == 404
    assert ask(address, "/", "PUT")[0] == 404


@pytest.mark.parametrize("origin", ["http://mosul.example", "null"])
def test_the_socket_is_closed_to_another_site(address, origin):
    with (
        pytest.raises((InvalidStatus, ConnectionClosed)),
        open_socket(address, Origin=origin) as socket,
    ):
        socket.recv(timeout=5)


def test_code_that_is_sent_is_not_run(address, tmp_path):
    target = tmp_path / "written"
    code = f"open({str(target)!r}, 'w').close()"
    with open_socket(address) as socket:
        start_page(socket)
        socket.send(message("execute_request", code=code, silent=False))
        state = {"_model_module": "x", "_model_name": code}
        socket.send(message("comm_open", comm_id="a1", target_name="jupyter.widget",
                            data={"state": state}))  # fmt: skip
        socket.send("no JSON")
        socket.send(message("comm_info_request", target_name="solara.control"))
        kinds = {one["header"]["msg_type"] for one in receive_all(socket)}
    assert "comm_info_reply" in kinds  # the page still answers
    assert not kinds & {"execute_reply", "execute_result", "error", "stream"}
    assert not target.exists()


def test_what_is_not_offered_is_neither_opened_nor_answered_with_a_traceback(address):
    values = ("../../pyproject.toml", "/etc/passwd", "duel", 7, None, ["reported"], 1e99)
    with open_socket(address) as socket:
        states = start_page(socket)
        inputs = [
            key for key, state in states.items() if state.get("label") and "v_model" in state
        ]
        assert len(inputs) > 10
        for one in inputs:
            for value in values:
                data = {"method": "update", "state": {"v_model": value}, "buffer_paths": []}
                socket.send(message("comm_msg", comm_id=one, data=data))
        text = json.dumps(receive_all(socket, 3))
    assert "Traceback" not in text
    assert PROJECT not in text
    assert "root:" not in text


@needs_chromium
def test_a_page_of_another_origin_cannot_drive_this_one(address):
    place = urlsplit(address).netloc
    script = f"""<iframe src="http://{place}/"></iframe><script>
    const seen = {{}};
    fetch("http://{place}/").then(a => a.text()).then(t => seen.read = t)
      .catch(e => seen.fetch = 1);
    const s = new WebSocket("ws://{place}/jupyter/api/kernels/1/channels?session_id=1");
    s.onopen = () => seen.opened = 1; s.onclose = () => seen.closed = 1;
    fetch("http://{place}/_solara/api/close/1", {{method: "POST", mode: "no-cors"}});
    window.seen = seen;</script>"""

    class Attacker(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(script.encode())

        def log_message(self, *_):
            pass

    with (
        http.server.HTTPServer(("127.0.0.1", 0), Attacker) as server,
        opened_browser() as browser,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        page.wait_for_function("window.seen.fetch && window.seen.closed")
        assert page.evaluate("[window.seen.opened, window.seen.read]") == [None, None]
        framed = page.frames[1].content()
        server.shutdown()
    assert "solara-main" not in framed
