"""Photos: read right, or refused; never wrong and sure of it."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.torture.scenes import NOT_ONE, ONE, photo
from benchmarks.torture.tally import Try
from mnist_core.data import load_mnist, read_image
from mnist_core.errors import ImageError
from mnist_core.models import load_weights
from mnist_core.reading import read

EACH = 12  # of each kind
SURE = 0.9


def tries(seed: int, share: float) -> Iterator[Try]:
    """Photos of test digits that the network reads right as they lie in MNIST."""
    model, _ = load_weights()
    digits = load_mnist("sample").test
    right = [
        (image, int(label))
        for image, label in zip(digits.images, digits.labels, strict=True)
        if read(model, image).prediction == label
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "photo.jpg")
        for kind in [*ONE, *NOT_ONE]:
            for k in range(max(1, round(share * EACH))):
                number = seed * EACH + k
                image, label = right[7 * number % len(right)]
                seen = photo(kind, image.numpy(), number)
                path.write_bytes(seen.fp.getvalue())
                wanted = label if kind in ONE else None
                yield one(f"photos: {kind}", path, wanted, model)


def one(kind: str, path: Path, wanted: int | None, model) -> Try:
    """One photo; ``wanted`` is the digit in it, None if it is not of one digit."""
    try:
        seen = read(model, read_image(path))
    except ImageError:
        return Try(kind, "", "refused")
    except Exception as error:
        return Try(kind, repr(error), "broken")
    if seen.prediction == wanted:
        return Try(kind, "", "right")
    if seen.confidence <= SURE:
        return Try(kind, "", "wrong, unsure")
    said = f"{wanted} read as {seen.prediction}, {seen.confidence:.1%} sure"
    return Try(kind, said, "wrong, sure")
