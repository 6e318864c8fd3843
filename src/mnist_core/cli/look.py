"""``mnist-core visualize``, ``run`` and ``predict``: everything with a picture."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mnist_core.cli.learn import train_and_save
from mnist_core.cli.options import COUNT, FORCE, INTERVAL, SAVE, SOURCE, THEME, WEIGHTS
from mnist_core.cli.terminal import EXIT_ERROR, complain, muted, words
from mnist_core.errors import ConfigError, MnistCoreError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from mnist_core.reading import Slides

FILMS = {".gif", ".mp4"}  # hold more than one digit


@click.command()
@WEIGHTS
@SOURCE
@click.option("--start", type=click.IntRange(0), default=0, show_default=True,
              help="The test digit to begin with, from 0.")  # fmt: skip
@click.option("--mistakes", is_flag=True, help="Only digits it gets wrong.")
@INTERVAL
@SAVE
@COUNT
@FORCE
@THEME
def visualize(weights: str, source: str, start: int, mistakes: bool, interval: float,
              save: Path | None, count: int, force: bool,
              theme: str) -> None:  # fmt: skip
    """Watch a network think: seven panels, one test digit after the other.

    A window opens. Space pauses, the arrows step, m jumps to the next mistake, q
    quits. With --save, a file is written instead.

    \b
    Examples:
      mnist-core visualize
      mnist-core visualize --weights my_network.safetensors --mistakes
      mnist-core visualize --save panels.gif --count 10
      mnist-core visualize --start 247 --save digit.png
    """
    figure = _place_to_show(save, force)
    from mnist_core.data import load_mnist
    from mnist_core.models import load_weights
    from mnist_core.reading import Gallery, Mistakes, Wanted

    model, _ = load_weights(weights)
    digits = load_mnist(source).test
    if start >= len(digits):
        raise ConfigError(f"--start must be at most {len(digits) - 1}.")
    gallery = Gallery(model, digits)
    click.echo(f"Digits: {words(digits)}.")
    if gallery.remark:
        click.echo(f"Note: {gallery.remark}")
    if mistakes:
        wrong = gallery.choose(Wanted(mistakes_only=True))
        if not len(wrong):
            raise ConfigError("It makes no mistake. Leave out --mistakes.")
        slides: Slides = Mistakes(gallery, wrong)
        start = int((wrong < start).sum()) % len(wrong)
    else:
        slides = gallery
    _show(slides, figure, save, start=start, count=count, interval=interval,
          theme=theme)  # fmt: skip


@click.command()
@click.option("--epochs", type=int, default=25, show_default=True,
              help="Passes through all training digits.")  # fmt: skip
@click.option("--seed", type=int, default=0, show_default=True,
              help="Same seed, same network. Try another.")  # fmt: skip
@SOURCE
@click.option("-o", "--output", default="my_network.safetensors", show_default=True,
              type=click.Path(path_type=Path, dir_okay=False),
              help="Where to save the network.")  # fmt: skip
@INTERVAL
@SAVE
@COUNT
@click.option("--force", is_flag=True, help="Replace output files that exist.")
@THEME
@click.pass_context
def run(context: click.Context, epochs: int, seed: int, source: str, output: Path,
        save: Path | None, force: bool, **how: Any) -> None:  # fmt: skip
    """Train a network, then watch it think.

    The same as train, then visualize. Both have more options.

    \b
    Examples:
      mnist-core run
      mnist-core run --epochs 5 --save panels.gif
    """
    figure = _place_to_show(save, force)  # seen before training, not after it
    if figure is not None:
        import matplotlib.pyplot as plt

        plt.close(figure)
    saved, stopped = train_and_save(source, output, force, epochs=epochs, seed=seed)
    if stopped:
        raise KeyboardInterrupt  # it was meant to stop what comes after as well
    context.invoke(visualize, weights=str(saved), source=source, save=save,
                   force=force, **how)  # fmt: skip


@click.command()
@click.argument("images", metavar="IMAGE...", nargs=-1, required=True)
@WEIGHTS
@click.option("--show", is_flag=True, help="Open the seven panels in a window.")
@SAVE
@FORCE
@THEME
def predict(images: tuple[str, ...], weights: str, show: bool, save: Path | None,
            force: bool, theme: str) -> None:  # fmt: skip
    """Read a handwritten digit from each picture.

    A photo of one digit on paper will do, or a drawing. It is brought to the form
    of MNIST's digits first: white on black, 28 x 28 pixels, centred.

    \b
    Examples:
      mnist-core predict seven.jpg
      mnist-core predict seven.jpg --show
      mnist-core predict seven.jpg --save panels.png
      mnist-core predict *.png --weights my_network.safetensors
    """
    if len(images) > 1 and save and save.suffix.lower() not in FILMS:
        raise ConfigError(
            f"{save.suffix or save} holds one digit, and {len(images)} pictures are "
            "named. Save a .gif or .mp4, or name one picture."
        )
    figure = _place_to_show(save, force) if show or save else None
    import numpy as np

    from mnist_core.data import read_photo
    from mnist_core.models import load_weights
    from mnist_core.reading import OwnReadings, read

    model, card = load_weights(weights)
    failed = False
    readings, photos = [], []
    for path in images:
        try:
            with muted():
                photo = read_photo(path)
            seen = read(model, photo.image)
        except MnistCoreError as error:
            complain(error)
            failed = True
            continue
        readings.append(seen)
        photos.append(photo)
        click.echo(
            f"{path}: reads {seen.prediction}, with {seen.confidence:.2%} confidence"
            f" (runner-up {seen.runner_up}, "
            f"{seen.probabilities[seen.runner_up]:.2%})"
        )
    if readings and (show or save):
        from mnist_core.panels import Photos

        confusion = card.confusion if card else np.zeros((10, 10), int)
        slides = Photos(OwnReadings(readings, np.array(confusion)), photos)
        _show(slides, figure, save, start=0, count=len(readings), interval=None,
              theme=theme)  # fmt: skip
    if failed:
        sys.exit(EXIT_ERROR)


def _place_to_show(save: Path | None, force: bool) -> "Figure | None":
    """An empty window; or none, if a file is wanted and can be written."""
    if save is None:
        from mnist_core.panels import open_figure

        return open_figure()
    from mnist_core.panels import check_can_write

    check_can_write(save, replace=force)
    return None


def _show(slides: "Slides", figure: "Figure | None", save: Path | None, *, start: int,
          count: int, interval: float | None, theme: Any) -> None:  # fmt: skip
    """In a window, or into a file."""
    if save is None:
        from mnist_core.panels import Window

        click.echo("Space pauses, the arrows step, m: next mistake, q quits.")
        Window(slides, figure, start=start, interval=interval, theme=theme).run()
        return
    from mnist_core.panels import write_panels

    count = min(count, len(slides))
    views = (slides.view((start + k) % len(slides)) for k in range(count))
    write_panels(save, views, count, interval=interval or 1.0, theme=theme)
    click.echo(f"Saved: {save}.")
