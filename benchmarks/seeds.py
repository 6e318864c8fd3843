"""How much of the accuracy is luck: the course's run with other seeds.

python -m benchmarks.seeds            ten seeds, the fast engine
python -m benchmarks.seeds autograd   the same with the plain one
"""

import statistics
import sys

from tqdm import tqdm

from benchmarks.timing import write
from mnist_core.data import load_mnist
from mnist_core.training import TrainConfig, train

SEEDS = range(10)
SHOWN = (1, 5, 10, 15, 25)


def main(engine: str = "auto") -> None:
    """Train 25 epochs with each seed; print accuracies and losses."""
    digits = load_mnist("full")
    runs = {}
    for seed in tqdm(SEEDS, unit="seed"):
        config = TrainConfig(seed=seed, engine=engine)
        runs[seed] = train(
            digits.train, watch=digits.test, config=config, progress=False
        )
    print("seed  accuracy  " + "  ".join(f"loss {e:>2} (test)  " for e in SHOWN))
    for seed, run in runs.items():
        losses = "  ".join(
            f"{run.history[e - 1].train_loss:.4f} ({run.history[e - 1].watch_loss:.4f})"
            for e in SHOWN
        )
        print(f"{seed:>4}  {run.history[-1].watch_accuracy:>8.2%}  {losses}")
    final = [run.history[-1].watch_accuracy for run in runs.values()]
    print(
        f"median {statistics.median(final):.2%}, mean {statistics.mean(final):.3%}, "
        f"range {min(final):.2%} to {max(final):.2%}"
    )
    used = runs[0].engine
    histories = {s: [vars(r) for r in run.history] for s, run in runs.items()}
    write(f"seeds-{used}", {"engine": used, "final": final, "histories": histories})


if __name__ == "__main__":
    main(*sys.argv[1:])
