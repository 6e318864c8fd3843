"""The command line, ``mnist-core``: learn, look, explore, info.

Uses everything below it; nothing in the package uses it.
"""

import io
import signal
import sys
import warnings

import click

from mnist_core.cli.explore import explore, export_explorer
from mnist_core.cli.info import info
from mnist_core.cli.learn import evaluate, train
from mnist_core.cli.look import predict, run, visualize
from mnist_core.cli.terminal import guarded, show_warning
from mnist_core.stopping import STOPPING
from mnist_core.version import __version__

__all__ = ["app", "main"]

# Everything that needs torch is imported where it is used: `mnist-core --help`
# answers at once.

SETTINGS = {"max_content_width": 88, "help_option_names": ["-h", "--help"]}


@click.group(context_settings=SETTINGS, invoke_without_command=True)
@click.version_option(__version__, prog_name="mnist-core")
@click.pass_context
def app(context: click.Context) -> None:
    """Watch a neural network learn to read handwritten digits.

    \b
    Five things to try first:
      mnist-core explore              take its seven panels into your own hand
      mnist-core visualize            watch the network that comes along think
      mnist-core evaluate             how good it is
      mnist-core run                  train your own, in seconds, and watch it
      mnist-core predict photo.jpg    show it a digit you wrote

    Digits come from MNIST. They are downloaded once into your cache folder, or
    into $MNIST_CORE_DATA; without a network a small sample takes their place.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


COMMANDS = (run, train, evaluate, visualize, explore, export_explorer, predict, info)
for command in COMMANDS:
    app.add_command(command)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line. What a user can cause ends in one line and status 2."""
    warnings.showwarning = show_warning
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # an alphabet that lacks a letter
            stream.reconfigure(errors="backslashreplace")
    for number in STOPPING:  # all as Ctrl-C, but for what nohup or a shell has ignored
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)
    sys.exit(guarded(lambda: app.main(arguments, standalone_mode=False)))
