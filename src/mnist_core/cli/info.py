"""``mnist-core info``."""

import click

from mnist_core.version import __version__


@click.command()
def info() -> None:
    """Say what is here: device, digits, networks, versions."""
    import platform

    import torch
    import torchvision

    from mnist_core.data import data_root, missing_files, raw_folder
    from mnist_core.models import load_weights, new_model, shipped
    from mnist_core.training import TrainConfig, choose_place

    place = choose_place(TrainConfig(), new_model(0))
    root = data_root()
    missing = missing_files(root)
    where = (
        f"MNIST, 70,000 digits, in {raw_folder(root)}"
        if not missing
        else f"not yet in {raw_folder(root)} (fetched when first needed; without a "
        "network, a sample of 5,000 digits)"
    )
    click.echo(
        f"device      {place.device} ({place.reason}), "
        f"{torch.get_num_threads()} threads"
    )
    click.echo(f"engine      {place.engine.name}")
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
