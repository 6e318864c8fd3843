"""``mnist-core train`` and ``mnist-core evaluate``."""

from contextlib import ExitStack
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mnist_core.cli.keep import save
from mnist_core.cli.options import FORCE, SOURCE, WEIGHTS
from mnist_core.cli.share import engaged, where
from mnist_core.cli.terminal import print_confusion, say, words
from mnist_core.errors import ConfigError, WeightsError

if TYPE_CHECKING:
    from mnist_core.models import Network


@click.command()
@click.option("--epochs", type=int, default=25, show_default=True,
              help="Passes through all training digits.")  # fmt: skip
@click.option("--batch-size", type=int, default=64, show_default=True,
              help="Digits looked at before each adjustment.")  # fmt: skip
@click.option("--learning-rate", type=float, default=0.001, show_default=True,
              help="How big each adjustment is; with a schedule, the highest.",
              )  # fmt: skip
@click.option("--model", type=click.Choice(["mlp", "cnn"]), default="mlp",
              show_default=True, help="mlp: 784-128-64-10, as in the course. cnn: "
              "convolutions, slower and better.")  # fmt: skip
@click.option("--dropout", type=float,
              help="The chance of a neuron to be silent at a step, below 1.",
              )  # fmt: skip
@click.option("--batch-norm", is_flag=True,
              help="Keep each hidden layer's sums in step; the cnn always does.",
              )  # fmt: skip
@click.option("--optimizer", type=click.Choice(["adam", "adamw", "sgd"]),
              default="adam", show_default=True,
              help="adamw: for --weight-decay. sgd: with momentum.")  # fmt: skip
@click.option("--weight-decay", type=float, default=0.0, show_default=True,
              help="The share of each weight, times the rate, that a step takes away.",
              )  # fmt: skip
@click.option("--schedule", type=click.Choice(["constant", "one-cycle", "cosine"]),
              default="constant", show_default=True,
              help="How the learning rate changes during the run.")  # fmt: skip
@click.option("--augment", is_flag=True,
              help="Turn, size, lean and move each digit a little, anew each time.",
              )  # fmt: skip
@click.option("--label-smoothing", type=float, default=0.0, show_default=True,
              help="The share of the target spread over all digits.")  # fmt: skip
@click.option("--precision", type=click.Choice(["float32", "bfloat16"]),
              default="float32", show_default=True,
              help="bfloat16: faster on newer GPUs.")  # fmt: skip
@click.option("--seed", type=int, default=0, show_default=True,
              help="Same seed, same network. Try another.")  # fmt: skip
@click.option("--device", default="auto", show_default=True,
              help="auto, cpu, cuda or mps.")  # fmt: skip
@click.option("--engine", default="auto", show_default=True,
              help="How it is computed: auto, autograd (plain), buffered (fast, CPU) "
              "or cuda-graph (fast, GPU). All learn equally well.")  # fmt: skip
@click.option("--processes", type=click.IntRange(1, 256), default=1,
              show_default=True, help="How many share the work, a CPU core or GPU "
              "each. Pays for large batches and networks.")  # fmt: skip
@SOURCE
@click.option("-o", "--output", default="my_network.safetensors", show_default=True,
              type=click.Path(path_type=Path, dir_okay=False),
              help="Where to save it; .pth writes the original project's format.",
              )  # fmt: skip
@FORCE
@click.option("--checkpoint", type=click.Path(path_type=Path, dir_okay=False),
              help="A file to keep the state of training in, after each epoch.",
              )  # fmt: skip
@click.option("--resume", is_flag=True,
              help="Go on from the checkpoint, if there is one.")  # fmt: skip
def train(**options: Any) -> None:
    """Train a network and save it.

    A network, 784-128-64-10 unless told otherwise, learns from the training digits;
    after each epoch the test digits are looked at, and only looked at. Ctrl-C stops
    early and saves what was learned so far.

    \b
    Examples:
      mnist-core train
      mnist-core train --epochs 3 --learning-rate 0.01 -o fast.safetensors
      mnist-core train --epochs 100 --checkpoint long.ckpt
      mnist-core train --epochs 100 --checkpoint long.ckpt --resume
      mnist-core train --model cnn --augment --schedule one-cycle --epochs 10
      mnist-core train --processes 2 --batch-size 1024

    \b
    On several machines, on each of them:
      torchrun --nnodes 2 --nproc-per-node 4 --rdzv-backend c10d
        --rdzv-endpoint HOST:PORT -m mnist_core train
    """
    train_and_save(**options)


def train_and_save(source: str, output: Path, force: bool,
                   checkpoint: Path | None = None, resume: bool = False,
                   model: str = "mlp", dropout: float | None = None,
                   batch_norm: bool = False, augment: bool = False,
                   processes: int = 1,
                   **settings: Any) -> tuple[Path, bool]:  # fmt: skip
    """Train a network and save it.

    Returns:
        Where it was saved, and whether Ctrl-C was pressed meanwhile.
    """
    from mnist_core.data import Augmentation, load_mnist
    from mnist_core.models import check_can_save
    from mnist_core.training import HeldCtrlC, TrainConfig, make_card

    config = TrainConfig(augmentation=Augmentation() if augment else None, **settings)
    network = new_network(config.seed, model, dropout, batch_norm)
    check_can_save(output, network)
    if output.exists() and not force:
        raise ConfigError(f"{output} exists. Choose another --output, or add --force.")
    if checkpoint is not None and checkpoint.resolve() == output.resolve():
        raise ConfigError(
            f"{output} cannot be both the network and the checkpoint: give one of "
            "--output and --checkpoint another name."
        )
    with ExitStack() as held:
        with engaged(config, network, processes) as (place, run, leads):
            digits = load_mnist(source)
            if leads:
                say(f"Digits: {words(digits)}.")
                say(where(place, processes))
            # From here on, no Ctrl-C more comes between the network and its file.
            ctrl_c = held.enter_context(HeldCtrlC())
            result = run(
                digits.train,
                watch=digits.test if leads else None,
                model=network,
                config=config,
                checkpoint=checkpoint,
                resume=resume,
            )
        if not leads:
            return output, result.interrupted
        card = make_card(result, digits)
        saved, why_there = save(output, result.model, card, force)  # before all talk
        if result.interrupted:
            say(f"Stopped early, after {result.steps:,} steps.")
    say(f"Test accuracy: {card.accuracy:.2%} ({words(digits.test)}).")
    if why_there:
        say(why_there)
    say(f"Saved: {saved}. Next: mnist-core evaluate --weights {saved}")
    return saved, result.interrupted or ctrl_c.pressed


def new_network(
    seed: int, name: str, dropout: float | None, batch_norm: bool
) -> "Network":
    """An untrained network with what was asked for.

    Raises:
        ConfigError: it has no such option, or not with this value.
    """
    from mnist_core.models import new_model

    options: dict[str, Any] = {} if dropout is None else {"dropout": dropout}
    if batch_norm and name == "mlp":
        options["batch_norm"] = True
    try:
        return new_model(seed, name, **options)
    except ValueError as error:
        raise ConfigError(f"--model {name}: {error}.") from error


@click.command()
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
    from mnist_core.models import evaluate as run
    from mnist_core.models import load_weights

    model, card = load_weights(weights)
    digits = load_mnist(source)
    known_from_training = card is not None and card.has_seen(digits.test)
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
        if not isfinite(measured.loss):
            raise WeightsError(
                f"{weights} gives answers that are not numbers: its weights fit no "
                "network that was trained. Use another file, or train one."
            )
        confusion = measured.confusion
        click.echo(f"Measured now, on {words(digits.test)}:")
    print_confusion(confusion)
    if not known_from_training:
        click.echo(
            f"Loss {measured.loss:.4f}; calibration error "
            f"{measured.calibration_error:.3f} (0: confidence is the chance of being "
            "right)."
        )
