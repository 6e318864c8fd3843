"""The command line: ``mnist-core train | evaluate | predict | info``."""

import sys
import warnings
from pathlib import Path
from typing import Any

import click

from mnist_core import __version__
from mnist_core.errors import ConfigError, MnistCoreError
from mnist_core.terminal import (
    EXIT_ERROR,
    complain,
    guarded,
    print_confusion,
    show_warning,
    words,
)

# Everything that needs torch is imported where it is used: `mnist-core --help`
# answers at once.

SETTINGS = {"max_content_width": 88, "help_option_names": ["-h", "--help"]}

SOURCE = click.option(
    "--source",
    type=click.Choice(["auto", "full", "sample"]),
    default="auto",
    show_default=True,
    help="Which digits. full: all of MNIST. sample: 5,000 digits that need no "
    "network. auto: the full set if it can be had.",
)
WEIGHTS = click.option(
    "--weights",
    default="mlp",
    show_default=True,
    metavar="FILE|NAME",
    help="A .safetensors or .pth file, or the name of a network that comes with the "
    "package.",
)


@click.group(context_settings=SETTINGS, invoke_without_command=True)
@click.version_option(__version__, prog_name="mnist-core")
@click.pass_context
def app(context: click.Context) -> None:
    """Watch a neural network learn to read handwritten digits.

    \b
    Three things to try first:
      mnist-core evaluate             how good the network that comes along is
      mnist-core train                train your own, in seconds
      mnist-core predict photo.jpg    show it a digit you wrote

    Digits come from MNIST. They are downloaded once into your cache folder, or
    into $MNIST_CORE_DATA; without a network a small sample takes their place.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@app.command()
@click.option("--epochs", type=int, default=25, show_default=True,
              help="Passes through all training digits.")  # fmt: skip
@click.option("--batch-size", type=int, default=64, show_default=True,
              help="Digits looked at before each adjustment.")  # fmt: skip
@click.option("--learning-rate", type=float, default=0.001, show_default=True,
              help="How big each adjustment is.")  # fmt: skip
@click.option("--seed", type=int, default=0, show_default=True,
              help="Same seed, same network. Try another.")  # fmt: skip
@click.option("--device", default="auto", show_default=True,
              help="auto, cpu, cuda or mps.")  # fmt: skip
@click.option("--engine", default="auto", show_default=True,
              help="How it is computed: auto, autograd (plain), buffered (fast, CPU) "
              "or cuda-graph (fast, GPU). All learn equally well.")  # fmt: skip
@SOURCE
@click.option("-o", "--output", default="my_network.safetensors", show_default=True,
              type=click.Path(path_type=Path, dir_okay=False),
              help="Where to save it; .pth writes the original project's format.",
              )  # fmt: skip
@click.option("--force", is_flag=True, help="Replace the output file if it exists.")
@click.option("--checkpoint", type=click.Path(path_type=Path, dir_okay=False),
              help="A file to keep the state of training in, after each epoch.",
              )  # fmt: skip
@click.option("--resume", is_flag=True,
              help="Go on from the checkpoint, if there is one.")  # fmt: skip
def train(source: str, output: Path, force: bool, checkpoint: Path | None,
          resume: bool, **settings: Any) -> None:  # fmt: skip
    """Train a network and save it.

    The 784-128-64-10 network learns from the training digits; after each epoch the
    test digits are looked at, and only looked at. Ctrl-C stops early and saves
    what was learned so far.

    \b
    Examples:
      mnist-core train
      mnist-core train --epochs 3 --learning-rate 0.01 -o fast.safetensors
      mnist-core train --epochs 100 --checkpoint long.ckpt
      mnist-core train --epochs 100 --checkpoint long.ckpt --resume
    """
    from mnist_core.config import TrainConfig, choose_device
    from mnist_core.data import load_mnist
    from mnist_core.engines import choose_engine
    from mnist_core.interrupt import HeldCtrlC
    from mnist_core.training import new_model
    from mnist_core.training import train as run
    from mnist_core.weights import check_can_save, make_card, save_weights

    config = TrainConfig(**settings)
    check_can_save(output)
    if output.exists() and not force:
        raise ConfigError(f"{output} exists. Choose another --output, or add --force.")
    device, reason = choose_device(config.device)
    model = new_model(config.seed)
    engine = choose_engine(config.engine, model, device)
    digits = load_mnist(source)
    click.echo(f"Digits: {words(digits)}.")
    click.echo(f"Device: {device} ({reason}); engine: {engine}.")
    result = run(
        digits.train,
        watch=digits.test,
        model=model,
        config=config,
        checkpoint=checkpoint,
        resume=resume,
    )
    with HeldCtrlC():  # saving takes a moment, and is not to be cut short
        if result.interrupted:
            click.echo(f"Stopped early, after {result.steps:,} steps.")
        card = make_card(result, digits)
        save_weights(output, result.model, card)
    click.echo(f"Test accuracy: {card.accuracy:.2%} ({words(digits.test)}).")
    click.echo(f"Saved: {output}. Next: mnist-core evaluate --weights {output}")


@app.command()
@WEIGHTS
@SOURCE
def evaluate(weights: str, source: str) -> None:
    """Say how good a network is, on digits it has never seen.

    \b
    Examples:
      mnist-core evaluate
      mnist-core evaluate --weights my_network.safetensors
    """
    import numpy as np

    from mnist_core.data import load_mnist
    from mnist_core.metrics import evaluate as run
    from mnist_core.weights import load_weights

    model, card = load_weights(weights)
    digits = load_mnist(source)
    known_from_training = (
        card is not None and card.data["source"] == "full" and digits.source == "sample"
    )
    if card is None and digits.source == "sample":
        click.echo(
            "This file does not say what it learned from. If that was MNIST, it has "
            "already seen these digits, and the figures flatter it."
        )
    if known_from_training:
        click.echo(
            "Only the sample of 5,000 digits is at hand, and this network was trained "
            "on those very digits: testing it on them would flatter it. So this is "
            "the recorded result, from its training run, on "
            f"{card.test['count']:,} test digits:"
        )
        confusion = np.array(card.confusion)
    else:
        measured = run(model, digits.test)
        confusion = measured.confusion
        click.echo(f"Measured now, on {words(digits.test)}:")
    print_confusion(confusion)
    if not known_from_training:
        click.echo(
            f"Loss {measured.loss:.4f}; calibration error "
            f"{measured.calibration_error:.3f} (0: confidence is the chance of being "
            "right)."
        )


@app.command()
@click.argument("images", metavar="IMAGE...", nargs=-1, required=True)
@WEIGHTS
def predict(images: tuple[str, ...], weights: str) -> None:
    """Read a handwritten digit from each picture.

    A photo of one digit on paper will do, or a drawing. It is brought to the form
    of MNIST's digits first: white on black, 28 x 28 pixels, centred.

    \b
    Examples:
      mnist-core predict seven.jpg
      mnist-core predict *.png --weights my_network.safetensors
    """
    from mnist_core.reading import read, read_image
    from mnist_core.weights import load_weights

    model, _ = load_weights(weights)
    failed = False
    for path in images:
        try:
            seen = read(model, read_image(path))
        except MnistCoreError as error:
            complain(error)
            failed = True
            continue
        click.echo(
            f"{path}: reads {seen.prediction}, with {seen.confidence:.2%} confidence"
            f" (runner-up {seen.runner_up}, "
            f"{seen.probabilities[seen.runner_up]:.2%})"
        )
    if failed:
        sys.exit(EXIT_ERROR)


@app.command()
def info() -> None:
    """Say what is here: device, digits, networks, versions."""
    import platform

    import torch
    import torchvision

    from mnist_core.config import choose_device
    from mnist_core.data import data_root, missing_files, raw_folder
    from mnist_core.engines import choose_engine
    from mnist_core.models import MLP
    from mnist_core.weights import load_weights, shipped

    device, reason = choose_device()
    root = data_root()
    missing = missing_files(root)
    where = (
        f"MNIST, 70,000 digits, in {raw_folder(root)}"
        if not missing
        else f"not yet in {raw_folder(root)} (fetched when first needed; without a "
        "network, a sample of 5,000 digits)"
    )
    click.echo(f"device      {device} ({reason}), {torch.get_num_threads()} threads")
    click.echo(f"engine      {choose_engine('auto', MLP(), device)}")
    click.echo(f"digits      {where}")
    for name in shipped():
        _, card = load_weights(name)
        assert card is not None
        click.echo(
            f"network     {name}: {card.architecture}, {card.parameters:,} parameters, "
            f"{card.accuracy:.2%} on {card.test['count']:,} test digits"
        )
    click.echo(
        f"versions    mnist-core {__version__}, torch {torch.__version__}, torchvision "
        f"{torchvision.__version__}, Python {platform.python_version()}"
    )


def main(arguments: list[str] | None = None) -> None:
    """Run the command line. What a user can cause ends in one line and status 2."""
    warnings.showwarning = show_warning
    sys.exit(guarded(lambda: app.main(arguments, standalone_mode=False)))
