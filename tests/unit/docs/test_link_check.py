"""The check of the built site sees what is wrong with a link, and nothing else."""

import pytest

from mesa_mosul.docs.link_check import site_faults

RIGHT = """
<html><head><link rel="stylesheet" href="_static/site.css?v=1">
<link rel="canonical" href="https://example.org"></head>
<body id="top"><a href="#top">up</a> <a href="deep/other.html#there">other</a>
<a href="deep/">folder</a> <a href="https://a.org">source</a> <a href="mailto:a@b.c">mail</a>
<img src="data:image/png;base64,AA"> <img srcset="_static/a.png 1x, _static/a.png 2x"></body>
"""


@pytest.fixture
def folder(tmp_path):
    """A site without a fault."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static" / "site.css").write_text("a { background: url(a.png) }")
    (tmp_path / "_static" / "a.png").write_bytes(b"")
    (tmp_path / "index.html").write_text(RIGHT)
    (tmp_path / "deep" / "other.html").write_text('<h1 id="there">There</h1>')
    (tmp_path / "deep" / "index.html").write_text('<a href="../index.html">home</a>')
    return tmp_path


def test_a_right_site_has_no_fault(folder):
    assert site_faults(folder) == []


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.html", '<a href="gone.html">', "there is no gone.html"),
        ("a.html", '<a href="index.html#gone">', "index.html#gone has no such anchor"),
        ("a.html", '<a href="#gone">', "#gone has no such anchor"),
        ("a.html", '<img src="gone.png">', "there is no gone.png"),
        ("a.html", '<a href="../secret.html">', "lies outside the site"),
        ("a.html", '<a href="javascript:alert()">', "javascript:alert()?"),
        ("a.html", '<script src="https://cdn.org/a.js">', "from the network"),
        ("a.html", '<script src="//cdn.org/a.js">', "from the network"),
        ("a.html", '<link rel="stylesheet" href="https://cdn.org/a.css">', "from the network"),
        ("a.html", '<p style="background: url(http://a.org/b.png)">', "from the network"),
        ("_static/b.css", "@import 'https://fonts.org/a.css';", "from the network"),
        ("_static/b.css", "a { src: url('gone.woff2') }", "there is no gone.woff2"),
    ],
)
def test_each_fault_is_named_with_its_page(folder, name, content, fault):
    (folder.parent / "secret.html").write_text("")
    (folder / name).write_text(content)
    (line,) = site_faults(folder)
    assert line.startswith(name)
    assert fault in line
