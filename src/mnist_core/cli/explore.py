"""``mnist-core explore`` and ``export-explorer``: the seven panels in a browser."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mnist_core.cli.options import FORCE, SOURCE, WEIGHTS
from mnist_core.cli.terminal import words
from mnist_core.errors import ConfigError

if TYPE_CHECKING:
    from mnist_core.explorer import Explorer


@click.command()
@WEIGHTS
@SOURCE
@click.option("--port", type=click.IntRange(1, 65535),
              help="Where to serve it. Without this: 8028, or a free one if that is in "
              "use.")  # fmt: skip
@click.option("--no-browser", is_flag=True, help="Only say the address.")
@click.option("--single-file", metavar="OUT.html",
              type=click.Path(path_type=Path, dir_okay=False),
              help="Write one file that works from disk, and serve nothing.",
              )  # fmt: skip
@FORCE
def explore(weights: str, source: str, port: int | None, no_browser: bool,
            single_file: Path | None, force: bool) -> None:  # fmt: skip
    """Take the seven panels into your own hand.

    A page opens in your browser: drag, draw and push digits, and the network in it
    answers by itself. It is served to this computer alone; Ctrl-C ends it. With
    --single-file, a page that needs no server is written instead.

    \b
    Examples:
      mnist-core explore
      mnist-core explore --weights my_network.safetensors
      mnist-core explore --single-file panels.html
    """
    if single_file is not None:
        from mnist_core.drawing import check_new_file

        check_new_file(single_file, (".html",), force)
        if port is not None:
            raise ConfigError("--port is for serving. Leave it or --single-file out.")
        made = _made(weights, source)
        made.save(single_file)
        click.echo(f"Saved: {single_file}. Open it in any browser.")
        return
    from mnist_core.explorer import Server

    with Server(port) as server:  # seen before the work is done, not after it
        server.files = _made(weights, source).packed.site()
        click.echo(f"Exploring at {server.address} (Ctrl-C ends it)")
        if not no_browser:
            _open(server.address)
        server.serve_forever()


@click.command()
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@WEIGHTS
@SOURCE
@click.option("--force", is_flag=True,
              help="Write into a folder that is not empty. Files of other names stay.",
              )  # fmt: skip
def export_explorer(out: Path, weights: str, source: str, force: bool) -> None:
    """Make a site of your own network.

    A folder with the page that explore shows, to put on any host of plain pages. For
    one file that opens from disk: mnist-core explore --single-file.

    \b
    Examples:
      mnist-core export-explorer site --weights my_network.safetensors
      mnist-core export-explorer site --weights my_network.safetensors --force
    """
    from mnist_core.explorer import check_can_write_site, write_site
    from mnist_core.training import HeldCtrlC

    check_can_write_site(out, replace=force)
    site = _made(weights, source).packed.site()
    with HeldCtrlC() as ctrl_c:  # half a site is none
        write_site(out, site)
    click.echo(f"Saved: {out}. Put it on any host of plain pages.")
    ctrl_c.act()


def _made(weights: str, source: str) -> "Explorer":
    """The page of a network; says which digits are on board."""
    from mnist_core.data import load_mnist
    from mnist_core.explorer import Explorer
    from mnist_core.models import load_weights

    digits = load_mnist(source).test
    made = Explorer(load_weights(weights)[0], digits)
    board = made.packed.board
    if len(board.digits) == len(digits):
        aboard = f"all {words(digits)}"
    else:
        which = "every mistake among them" if board.has_every_mistake else "the first"
        aboard = f"{len(board.digits):,} of {words(digits)}, {which}"
    click.echo(f"On board: {aboard}.")
    if made.remark:
        click.echo(f"Note: {made.remark}")
    return made


def _open(address: str) -> None:
    """In the reader's browser; one that runs in this terminal must not hold it up."""
    import threading
    import webbrowser

    threading.Thread(target=webbrowser.open, args=[address], daemon=True).start()
