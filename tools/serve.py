"""Let this computer, or all of a network, read the book: ``make serve``.

With ``HOST=0.0.0.0`` everybody in the same network can, and nothing but the book.
"""

import argparse
import functools
import http.server
import socket
from pathlib import Path

BOOK = Path(__file__).parent.parent / "_build" / "html"
ALL = "0.0.0.0"


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Only what is missing is said."""

    def log_request(self, code: object = "-", size: object = "-") -> None:
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 64  # a class opens the page at once


def address_here() -> str | None:
    """This computer's address in its network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way_out:
        try:
            way_out.connect(("192.0.2.1", 9))  # for documentation: nobody is there
        except OSError:  # no network
            return None
        return way_out.getsockname()[0]


def lines(host: str, port: int) -> list[str]:
    """What to say: where the book is read."""
    if host != ALL:
        return [f"Reading at http://{host}:{port} (Ctrl-C ends it)"]
    here = address_here()
    return [
        f"Reading at http://127.0.0.1:{port} (Ctrl-C ends it)",
        f"Others in this network type: http://{here}:{port}"
        if here
        else "This computer is in no network that others could come from.",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--book", type=Path, default=BOOK)
    given = parser.parse_args()
    handler = functools.partial(Quiet, directory=str(given.book))
    with Server((given.host, given.port), handler) as server:
        print(*lines(given.host, server.server_port), sep="\n", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
