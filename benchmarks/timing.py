"""Interleaved timing: each round every contestant once, in the same order."""

import json
import platform
import statistics
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter

import torch
from tqdm import tqdm

RESULTS = Path(__file__).parent / "results"


def interleaved(
    contestants: Mapping[str, Callable[[], object]], rounds: int
) -> dict[str, list[float]]:
    """Seconds of each contestant in each round, after one round not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    with tqdm(total=(rounds + 1) * len(contestants), unit="run", leave=False) as bar:
        for round_number in range(rounds + 1):
            for name, contestant in contestants.items():
                bar.set_description(name)
                start = perf_counter()
                contestant()
                taken = perf_counter() - start
                if round_number:
                    seconds[name].append(taken)
                bar.update()
    return seconds


def report(title: str, seconds: Mapping[str, list[float]], peer: str) -> dict:
    """Print medians and how many times faster than the peer; returns them."""
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    print(f"\n{title}")
    for name, median in medians.items():
        spread = f"{min(seconds[name]):.3f}-{max(seconds[name]):.3f}"
        ratio = medians[peer] / median
        print(f"  {name:<34}{median:>9.3f} s  ({spread})  x{ratio:.2f}")
    print(f"  (x: times as fast as {peer})")
    return {
        "title": title,
        "peer": peer,
        "seconds": {name: list(times) for name, times in seconds.items()},
        "medians": medians,
        "times_as_fast": {name: medians[peer] / m for name, m in medians.items()},
    }


def machine() -> dict:
    """What it was measured on."""
    return {
        "processor": platform.processor() or platform.machine(),
        "threads": torch.get_num_threads(),
        "gpu": torch.cuda.get_device_name() if torch.cuda.is_available() else None,
        "torch": torch.__version__,
        "python": platform.python_version(),
    }


def write(name: str, results: dict) -> None:
    """Write a benchmark's results, with the machine they come from, as JSON."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps({"machine": machine(), **results}, indent=2) + "\n")
    print(f"  written: benchmarks/results/{path.name}")
