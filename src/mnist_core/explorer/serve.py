"""A page's files at an address of this computer, for this computer alone."""

import os
import sys
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import PurePosixPath
from socketserver import ThreadingTCPServer
from typing import Any
from urllib.parse import urlsplit

from mnist_core.errors import ConfigError

HOST = "127.0.0.1"
PORT = 8028  # 28 x 28
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".webp": "image/webp",
}


class Server(ThreadingTCPServer):
    """Holds an address from when it is made; ``serve_forever`` gives out the files.

    Args:
        port: to be found at; if None, :data:`PORT`, or a free one if that is in use.

    Attributes:
        files: what is given out, contents by name.
        address: where, as a browser takes it.

    Raises:
        ConfigError: the port asked for cannot be had.
    """

    daemon_threads = True  # who has not read it all when it ends does not hold it up
    allow_reuse_address = os.name != "nt"  # there it would let two have one address

    def __init__(self, port: int | None = None) -> None:
        self.files: Mapping[str, bytes] = {}
        try:
            super().__init__((HOST, PORT if port is None else port), _Answer)
        except OSError as error:
            if port is not None:
                raise ConfigError(
                    f"Port {port} cannot be used: {error.strerror}. Choose another "
                    "--port, or leave it out."
                ) from error
            super().__init__((HOST, 0), _Answer)
        self.address = f"http://{HOST}:{self.server_address[1]}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away is nothing to speak of."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Answer(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        name = urlsplit(self.path).path.removeprefix("/") or "index.html"
        content = self.server.files.get(name)
        if content is None:
            return self.send_error(HTTPStatus.NOT_FOUND)
        kind = KINDS.get(PurePosixPath(name).suffix, "application/octet-stream")
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")  # another network may come next
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        return None

    do_HEAD = do_GET

    def log_message(self, *_: object) -> None:
        """The terminal stays quiet."""
