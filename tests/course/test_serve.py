"""The book is read from this computer, or from all of a network: tools/serve.py."""

import re
import subprocess
import sys
import urllib.request
from contextlib import contextmanager

import pytest
import serve
from helpers_tools import ROOT


@contextmanager
def serving(folder, *arguments):
    """Its lines, while it runs."""
    command = [sys.executable, ROOT / "tools/serve.py", "--port", "0", "--book", folder]
    program = subprocess.Popen(
        [*command, *arguments], stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    first = program.stdout.readline()
    yield first if not arguments else first + program.stdout.readline()
    program.terminate()
    program.communicate()


@pytest.mark.parametrize("arguments", [[], ["--host", serve.ALL]])
def test_it_says_where_the_book_is_read(tmp_path, arguments):
    (tmp_path / "index.html").write_text("the book", encoding="utf-8")
    with serving(tmp_path, *arguments) as said:
        assert said.count("\n") == 1 + len(arguments) // 2
        for address in re.findall(r"http://\S+", said):
            with urllib.request.urlopen(address) as answer:
                assert answer.read() == b"the book"


def test_where_there_is_no_network_no_address_is_promised(monkeypatch):
    monkeypatch.setattr(serve, "address_here", lambda: None)
    assert serve.lines("127.0.0.1", 8000) == [
        "Reading at http://127.0.0.1:8000 (Ctrl-C ends it)"
    ]
    assert "http" not in serve.lines(serve.ALL, 8000)[1]


def test_make_passes_on_what_it_is_told():
    done = subprocess.run(
        ["make", "-n", "serve", f"HOST={serve.ALL}", "PORT=9000"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert f"tools/serve.py --host {serve.ALL} --port 9000" in done.stdout
