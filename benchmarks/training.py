"""One epoch on 60,000 digits: our engines, a tutorial's loop, and the bare products.

The *DataLoader loop* is what most tutorials show: torchvision's data set with
ToTensor, a DataLoader that shuffles, ``loss.backward()``, ``optimizer.step()``.
The *matrix products* are the eight products that one step cannot do without
(forward three, backward five), with nothing around them: no engine that multiplies
matrices the same way can be faster.
"""

from collections.abc import Callable

import torch
from torch import nn

from benchmarks.timing import interleaved, report, write
from mnist_core.data import Digits, data_root, load_mnist
from mnist_core.models import MLP, new_model
from mnist_core.training import (
    ENGINES,
    STRIDE,
    BufferedEngine,
    Engine,
    TrainConfig,
    choose_device,
    choose_engine,
    flushed_denormals,
    train,
)

ROUNDS = 3
EPOCHS = 25
LOOP, PRODUCTS, WHOLE = "DataLoader loop", "matrix products alone", "25 epochs, train()"


def main() -> None:
    """Measure and print. On a machine with an NVIDIA GPU, also there."""
    digits = load_mnist("full").train
    device, reason = choose_device()
    print(f"device: {device} ({reason})")
    results = {"cpu": on(torch.device("cpu"), digits)}
    if device.type != "cpu":
        results[device.type] = on(device, digits)
    write("training", results)


def on(device: torch.device, digits: Digits) -> dict:
    """All contestants on one device, in the same rounds."""
    config = TrainConfig(device=str(device), epochs=EPOCHS)
    fast = choose_engine(MLP(), config, device).name
    contestants = {LOOP: dataloader_loop(device)}
    for name in ("autograd", fast):
        engine = ENGINES[name](new_model(0).to(device), digits, config, device)
        contestants[name] = _epoch(engine, len(digits))
    if device.type == "cpu":  # on a GPU, launching them one by one is no bound
        contestants[PRODUCTS] = matrix_products(engine, len(digits))
    contestants[WHOLE] = lambda: train(digits, config=config, progress=False)
    seconds = interleaved(contestants, ROUNDS)
    results = report(
        f"One epoch of 60,000 digits on {device.type}, and 25", seconds, peer=LOOP
    )
    medians = results["medians"]
    results["25_epochs_times_as_fast"] = EPOCHS * medians[LOOP] / medians[WHOLE]
    print(
        f"  25 epochs with train(), setting up included, are "
        f"{results['25_epochs_times_as_fast']:.1f} times as fast as 25 of the {LOOP}"
    )
    if PRODUCTS in medians:
        results["times_the_products"] = medians[fast] / medians[PRODUCTS]
        print(
            f"  {fast} takes {results['times_the_products']:.2f} times as long as its "
            "matrix products alone"
        )
    return results


def _epoch(engine: Engine, count: int) -> Callable[[], None]:
    """One epoch in pieces, as train() runs it."""

    def epoch() -> None:
        with flushed_denormals():
            for piece in torch.randperm(count).split(STRIDE * 64):
                engine.run(piece)

    return epoch


def dataloader_loop(device: torch.device) -> Callable[[], None]:
    """The loop most tutorials show, ready to run one epoch at a time."""
    from torch.utils.data import DataLoader
    from torchvision import datasets, transforms

    data = datasets.MNIST(str(data_root()), transform=transforms.ToTensor())
    loader = DataLoader(data, batch_size=64, shuffle=True)
    model = MLP().to(device)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)

    def epoch() -> None:
        correct, loss_sum = 0, 0.0
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            optimizer.zero_grad()
            logits = model(images)
            loss = criterion(logits, labels)
            loss.backward()
            optimizer.step()
            loss_sum += loss.item()
            correct += (logits.argmax(1) == labels).sum().item()

    return epoch


def matrix_products(engine: BufferedEngine, count: int) -> Callable[[], None]:
    """The engine's own eight products for each step of an epoch, nothing else."""
    step = engine.buffers[engine.batch_size]

    @torch.no_grad()
    @flushed_denormals()
    def epoch() -> None:
        for k in range(-(-count // engine.batch_size)):
            x, xt, _, logits = step.batches[k % len(step.batches)]
            torch.mm(x, step.W1, out=step.z1)
            torch.mm(step.a1, step.W2, out=step.z2)
            torch.mm(step.W3t, step.a2t, out=logits)
            torch.mm(step.a2t, step.d3, out=step.G3)
            torch.mm(step.d3, step.W3_back, out=step.d2)
            torch.mm(step.a1t, step.d2, out=step.G2)
            torch.mm(step.d2, step.W2_back, out=step.d1)
            torch.mm(xt, step.d1, out=step.G1)

    return epoch


if __name__ == "__main__":
    main()
