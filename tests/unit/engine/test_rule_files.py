"""The files of compiled rules: whole or missing, whoever writes, is killed, or damages them."""

import os
import signal
import subprocess
import sys
import time

import pytest

from mesa_mosul.engine.rule_files import RuleFiles

WRITER = """
import sys
from pathlib import Path
from mesa_mosul.engine.rule_files import RuleFiles
files = RuleFiles(Path(sys.argv[1]), "rule", 1)
while True:
    for number in range(10):
        files.save("key", bytes([number]) * (1_000_000 + number))
"""
CONTENTS = {bytes([number]) * (1_000_000 + number) for number in range(10)}


@pytest.fixture
def files(tmp_path):
    return RuleFiles(tmp_path, "rule", source_stamp=1)


def start_writer(folder):
    return subprocess.Popen([sys.executable, "-c", WRITER, str(folder)])


def wait_for_a_file(files):
    while files.load("key") is None:
        time.sleep(0.01)


def test_what_is_saved_is_loaded(files):
    assert files.load("key") is None
    files.save("key", {"code": b"123"})
    files.save("other", 2)
    assert files.load("key") == {"code": b"123"}
    assert files.load("other") == 2


def test_a_file_cut_or_flipped_anywhere_counts_as_missing(files):
    files.save("key", "some code")
    path, whole = files.path("key"), files.path("key").read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at])
        assert files.load("key") is None
        path.write_bytes(bytes([*whole[:at], whole[at] ^ 1, *whole[at + 1 :]]))
        assert files.load("key") is None
    path.write_bytes(whole + b"more")
    assert files.load("key") is None


def test_the_file_of_another_signature_or_of_an_older_source_counts_as_missing(files):
    files.save("key", "some code")
    files.path("other").write_bytes(files.path("key").read_bytes())
    assert files.load("other") is None
    assert RuleFiles(files.folder, "rule", source_stamp=2).load("key") is None
    assert files.load("key") == "some code"


def test_processes_that_write_at_once_leave_a_file_that_is_whole_or_missing(files):
    writers = [start_writer(files.folder) for _ in range(3)]
    try:
        wait_for_a_file(files)
        seen = [files.load("key") for _ in range(200)]
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()
    assert set(seen) - {None} <= CONTENTS
    files.save("key", "the last")
    assert files.load("key") == "the last"
    assert [path.name for path in files.folder.iterdir()] == [files.path("key").name]


def test_a_writer_that_is_killed_leaves_no_heap_of_files(files):
    for number in range(5):
        writer = start_writer(files.folder)
        wait_for_a_file(files)
        time.sleep(0.002 * number)
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        assert files.load("key") in CONTENTS
        assert len(list(files.folder.iterdir())) <= 2
    files.save("key", "the last")
    assert len(list(files.folder.iterdir())) == 1
