"""Loading all of MNIST from disk, checksums included, next to torchvision."""

from torchvision import datasets

from benchmarks.timing import interleaved, report, write
from mnist_core.data import data_root, load_mnist

ROUNDS = 7


def main() -> None:
    """Both splits, with the files in the disk cache."""
    root = str(data_root())

    def torchvision() -> None:
        for train in (True, False):
            datasets.MNIST(root, train=train)

    seconds = interleaved(
        {
            "torchvision (no checksums)": torchvision,
            "load_mnist": lambda: load_mnist("full"),
        },
        ROUNDS,
    )
    results = report("Loading MNIST", seconds, peer="torchvision (no checksums)")
    write("loading", results)


if __name__ == "__main__":
    main()
