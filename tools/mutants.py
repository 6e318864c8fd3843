"""Plant mistakes in a copy of the package, one by one: each must turn a notebook red.

A notebook that stays green over a broken package would not be worth much as a test.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tqdm import tqdm

ROOT = Path(__file__).parent.parent
COPY = ROOT / "build" / "mutants"


class Mutant(NamedTuple):
    """In ``file`` of the package, ``old`` becomes ``new``; ``notebook`` must notice."""

    what: str
    file: str
    old: str
    new: str
    notebook: str


MUTANTS = [
    Mutant(
        "accuracy leaves out the digit 0",
        "metrics.py",
        "float(np.trace(confusion) / total)",
        "float(np.trace(confusion[1:, 1:]) / total)",
        "06_how_good",
    ),
    Mutant(
        "the confusion matrix is transposed",
        "metrics.py",
        "np.bincount(labels * K + predictions,",
        "np.bincount(predictions * K + labels,",
        "06_how_good",
    ),
    Mutant(
        "calibration compares confidence with itself",
        "metrics.py",
        "right = np.bincount(which, weights=correct, minlength=bins)",
        "right = np.bincount(which, weights=confidences, minlength=bins)",
        "06_how_good",
    ),
    Mutant(
        "Adam by hand has no bias correction",
        "by_hand.py",
        "m_hat = m[name] / (1 - beta1**t)",
        "m_hat = m[name]",
        "04b_how_far",
    ),
    Mutant(
        "backpropagation forgets the dimmer",
        "by_hand.py",
        "* relu_derivative(a)",
        "* 1.0",
        "04_how_it_learns",
    ),
    Mutant(
        "Adam of the training engine has no bias correction",
        "training/engines/buffered.py",
        "[], self.counts, **self.adam",
        "[], [s + 1e6 for s in self.counts], **self.adam",
        "05_training",
    ),
    Mutant(
        "the digits come in the same order every epoch",
        "training/loop.py",
        "order = torch.randperm(len(self.digits), generator=self.chance.order)",
        "order = torch.arange(len(self.digits))",
        "05_training",
    ),
    Mutant(
        "softmax by hand leaves out the last digit",
        "by_hand.py",
        "return e / e.sum(axis=-1, keepdims=True)",
        "return e / e[..., :-1].sum(axis=-1, keepdims=True)",
        "04_how_it_learns",
    ),
    Mutant(
        "the second hidden layer has no dimmer",
        "models/mlp.py",
        "phi(self.norm2(self.fc2(a1)))",
        "self.norm2(self.fc2(a1))",
        "03_the_network",
    ),
    Mutant(
        "confidence is that of the runner-up",
        "reading/reading.py",
        "return float(self.probabilities.max())",
        "return float(self.probabilities[self.runner_up])",
        "07_seven_panels",
    ),
    Mutant(
        "the mean of a layer is its median",
        "reading/reading.py",
        "np.array([layer.mean(dtype=np.float64) for layer in layers])",
        "np.array([float(np.median(layer)) for layer in layers])",
        "07_seven_panels",
    ),
    Mutant(
        "turning is turned round",
        "data/nudge.py",
        "angle=self.degrees",
        "angle=-self.degrees",
        "08_drag_it_yourself",
    ),
    Mutant(
        "neurons are called active above 0.2 instead of 0.1",
        "reading/activity.py",
        "ACTIVE_ABOVE = 0.1 ",
        "ACTIVE_ABOVE = 0.2 ",
        "07_seven_panels",
    ),
    Mutant(
        "whatever the seed, the digits come in the order of seed 0",
        "training/chance.py",
        "self.order = torch.Generator().manual_seed(seed)",
        "self.order = torch.Generator().manual_seed(0)",
        "05_training",
    ),
    Mutant(
        "calibration sorts into 10 ranges instead of 15",
        "metrics.py",
        "bins: int = 15",
        "bins: int = 10",
        "06_how_good",
    ),
    Mutant(
        "a right and a wrong answer with the same score count as mistaken",
        "metrics.py",
        'not_above = np.searchsorted(wrong, scores[right], side="right")',
        'not_above = np.searchsorted(wrong, scores[right], side="left")',
        "06_how_good",
    ),
    Mutant(
        "the area under the ROC is that above it",
        "metrics.py",
        "return float((below + not_above).mean() / 2 / len(wrong))",
        "return float(1 - (below + not_above).mean() / 2 / len(wrong))",
        "06_how_good",
    ),
    Mutant(
        "in calibration, too sure and too modest cancel",
        "metrics.py",
        "np.abs(sure - right).sum() / len(confidences)",
        "abs((sure - right).sum()) / len(confidences)",
        "06_how_good",
    ),
    Mutant(
        "a digit's accuracy is its precision",
        "metrics.py",
        "counts = confusion.sum(axis=1)",
        "counts = confusion.sum(axis=0)",
        "06_how_good",
    ),
    Mutant(
        "of mistakes that are as common, the higher digits come first",
        "metrics.py",
        'np.argsort(-errors, axis=None, kind="stable")[:top]',
        'np.argsort(errors, axis=None, kind="stable")[::-1][:top]',
        "claims",
    ),
    Mutant(
        "digits pushed to the right go to the left",
        "data/nudge.py",
        "translate=[self.right, self.down]",
        "translate=[-self.right, self.down]",
        "08_drag_it_yourself",
    ),
    Mutant(
        "the network panel leaves out the silent neurons",
        "reading/activity.py",
        'rest[np.argsort(levels[rest], kind="stable")[:LEAST_ACTIVE]]',
        'rest[np.argsort(-levels[rest], kind="stable")[:LEAST_ACTIVE]]',
        "07_seven_panels",
    ),
    Mutant(
        "half of the connections are called strong",
        "reading/activity.py",
        "np.count_nonzero(strength) // 4",
        "np.count_nonzero(strength) // 2",
        "07_seven_panels",
    ),
    Mutant(
        "the first weights are larger than PyTorch's",
        "models/network.py",
        "a=math.sqrt(5), generator",
        "a=0, generator",
        "03_the_network",
    ),
    Mutant(
        "the network with sigmoids has none",
        "models/mlp.py",
        '"sigmoid": torch.sigmoid',
        '"sigmoid": torch.relu',
        "04b_how_far",
    ),
    Mutant(
        "test digits are augmented, too",
        "models/evaluation.py",
        "model(scale(images.to(weight.device), weight.dtype)).cpu()",
        "model(__import__('mnist_core').Augmentation()("
        "scale(images.to(weight.device), weight.dtype), torch.Generator())).cpu()",
        "10_better_networks",
    ),
    Mutant(
        "dropout and batch norm go on as in training",
        "models/evaluation.py",
        "    model.eval()\n",
        "    model.train()\n",
        "10_better_networks",
    ),
    Mutant(
        "batch norm takes its means from the test digits",
        "models/evaluation.py",
        "    model.eval()\n",
        "    model.eval()\n"
        "    [m.train() for m in model.modules() if 'Norm' in type(m).__name__]\n",
        "10_better_networks",
    ),
    Mutant(
        "an ensemble averages before the softmax",
        "models/ensemble.py",
        "logits = votes.mean(2).clamp_min(tiny).log()",
        "logits = votes.clamp_min(tiny).log().mean(2)",
        "10_better_networks",
    ),
    Mutant(
        "biases decay",
        "training/engines/steps.py",
        "if (p.ndim > 1) == matrices]",
        "if matrices]",
        "10_better_networks",
    ),
    Mutant(
        "all ranks see the same digits",
        "training/engines/distributed.py",
        "batch.tensor_split(self.ranks)[self.rank]",
        "batch.tensor_split(self.ranks)[0]",
        "11_beyond_one_machine",
    ),
    Mutant(
        "every digit is augmented in the same way",
        "data/augmentation.py",
        "torch.rand(len(images), 6, generator=generator)",
        "torch.rand(1, 6, generator=generator).repeat(len(images), 1)",
        "10_better_networks",
    ),
]


def main() -> int:
    """Run them all; status 1 if one is not noticed."""
    notebooks = sorted({mutant.notebook for mutant in MUTANTS})
    bar = tqdm(total=len(notebooks) + len(MUTANTS), unit="run")
    bad = []
    for notebook in notebooks:  # all is well before anything is broken
        shutil.rmtree(COPY, ignore_errors=True)
        shutil.copytree(ROOT / "src", COPY)
        if not passes(notebook):
            bad.append(f"{notebook} fails without a mistake")
        bar.update()
    for mutant in MUTANTS:
        plant(mutant)
        caught = not passes(mutant.notebook)
        bar.write(f"{'caught' if caught else 'MISSED'}: {mutant.what}")
        if not caught:
            bad.append(f"{mutant.notebook} did not notice: {mutant.what}")
        bar.update()
    bar.close()
    shutil.rmtree(COPY)
    print("\n".join(bad) or f"All {len(MUTANTS)} mistakes were caught.")
    return int(bool(bad))


def plant(mutant: Mutant) -> None:
    """Copy the package anew, with the mistake in it.

    Raises:
        ValueError: the line to change is not there exactly once.
    """
    shutil.rmtree(COPY, ignore_errors=True)
    shutil.copytree(ROOT / "src", COPY)
    path = COPY / "mnist_core" / mutant.file
    path.write_text(broken(mutant), encoding="utf-8")


def broken(mutant: Mutant) -> str:
    """The file's text with the mistake in it.

    Raises:
        ValueError: the line to change is not there exactly once.
    """
    source = (ROOT / "src" / "mnist_core" / mutant.file).read_text(encoding="utf-8")
    if source.count(mutant.old) != 1:
        raise ValueError(f"{mutant.what}: {mutant.old!r} is not once in {mutant.file}")
    return source.replace(mutant.old, mutant.new)


def passes(notebook: str) -> bool:
    """Whether a notebook runs, as its stored outputs say, on the copied package."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--nbval"]
    done = subprocess.run(
        [*command, str(ROOT / "notebooks" / f"{notebook}.ipynb")],
        env={**os.environ, "PYTHONPATH": str(COPY)},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if done.returncode not in (0, 1):  # neither passed nor failed: something else
        raise RuntimeError(done.stdout + done.stderr)
    return done.returncode == 0


if __name__ == "__main__":
    if not os.environ.get("MNIST_CORE_DATA"):
        sys.exit("Error: needs MNIST_CORE_DATA, the folder of the full MNIST data set.")
    sys.exit(main())
