"""The page's modules without a page: types, style, and every number against Python's.

What Python says is written down once. Node holds the page's modules against it, and
here it is held against PyTorch, in 64 bits and by another road.
"""

import json
from itertools import pairwise

import helpers_web
import pytest
import torch
from helpers_web import ROOT, TESTS, WEB, node, run, tool, write_fixtures
from torch.nn import functional as F

from mnist_core.storage import load_tensors

NEAR = 1e-4  # of every number; positions, answers and words are the same


@pytest.fixture(scope="module")
def fixtures(tmp_path_factory):
    return write_fixtures(tmp_path_factory.mktemp("web"))


# --- the page's side ---------------------------------------------------------


def test_types_are_right():
    run(tool("tsc"), "--project", ".")


def test_the_linter_finds_nothing():
    scripts = [WEB, TESTS, ROOT / "tools" / "proof.js"]
    config = f"--config-path={TESTS}"
    run(tool("biome"), "lint", "--error-on-warnings", config, *scripts)


def test_no_host_of_a_registry_is_written_down():
    """Whoever installs the tools has a registry, and the sums say that it is right."""
    locked = json.loads((TESTS / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: p for name, p in locked["packages"].items() if name}
    assert len(packages) > 50
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert package["integrity"].startswith("sha512-"), name


def test_the_page_computes_what_python_does(fixtures):
    """And refuses what it must, keeps its state in a link, and breaks on nothing."""
    files = sorted(TESTS.glob("*.test.js"))
    assert len(files) >= 6
    said = run(
        node(), "--test", "--test-reporter=spec", *files,
        said={"MNIST_CORE_FIXTURES": fixtures},
    )  # fmt: skip
    print(said)


# --- the other side ----------------------------------------------------------


def cases(folder):
    """Every reading that was written down, with the weights it was made by."""
    found = helpers_web.load(folder / "readings.json")
    states = {
        name: load_tensors(folder / f"{name}.safetensors")
        for name in {case["network"] for case in found}
    }
    assert len(states) == 4
    for case in found:
        state, record = states[case["network"]]
        weights = [
            state[f"fc{k}.weight"].double() for k in range(1, len(state) // 2 + 1)
        ]
        biases = [state[f"fc{k}.bias"].double() for k in range(1, len(state) // 2 + 1)]
        yield case, weights, biases, record["options"]["activation"]


def layers_of(pixels, weights, biases, activation):
    """Pixels, activations, probabilities; and the logits: by PyTorch, in 64 bits."""
    act = {"relu": F.relu, "sigmoid": F.sigmoid}[activation]
    held = [torch.tensor(pixels, dtype=torch.float64)]
    for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
        held.append(act(F.linear(held[-1], weight, bias)))
    logits = F.linear(held[-1], weights[-1], biases[-1])
    return [*held, F.softmax(logits, 0)], logits


def near(ours, theirs, within=NEAR):
    ours, theirs = (torch.as_tensor(v, dtype=torch.float64) for v in (ours, theirs))
    torch.testing.assert_close(ours, theirs, atol=within, rtol=0)


def test_what_was_written_down_is_what_pytorch_says(fixtures):
    mistakes = right = 0
    for case, weights, biases, activation in cases(fixtures):
        said = case["reading"]
        held, logits = layers_of(said["layers"]["input"], weights, biases, activation)
        for ours, theirs in zip(said["layers"].values(), held, strict=True):
            near(ours, theirs)
        near(said["logits"], logits)
        second, first = (int(k) for k in logits.argsort(stable=True)[-2:])
        if logits[first] - logits[second] < 80:  # else 32 bits know no second
            assert said["runner_up"] == second
        assert said["prediction"] == first
        near(said["confidence"], held[-1].max())
        near(said["layer_means"], [float(v.mean()) for v in held])
        near(said["layer_maxima"], [float(v.max()) for v in held])
        counts, edges = torch.histogram(weights[-1][first], 30)
        assert said["weight_histogram"]["counts"] == counts.long().tolist()
        near(said["weight_histogram"]["edges"], edges, 1e-9)
        near(said["output_weights"], weights[-1][first], 1e-9)
        is_mistake = said["label"] not in (None, first)
        assert ("It is wrong" in case["words"]) == is_mistake
        assert ("It is right" in case["words"]) == (said["label"] == first)
        assert f"{held[-1][first]:.1%} confidence" in case["words"]
        mistakes, right = mistakes + is_mistake, right + (said["label"] == first)
    assert mistakes >= 5
    assert right >= 15


def test_the_neurons_that_were_written_down_are_those_to_be_shown(fixtures):
    """Word by word as the design has it, one neuron at a time."""
    for case, weights, biases, activation in cases(fixtures):
        said = case["reading"]
        held, _ = layers_of(said["layers"]["input"], weights, biases, activation)
        held, weights = [v.tolist() for v in held], [w.T.tolist() for w in weights]
        columns, edges = said["activity"]["columns"], said["activity"]["edges"]
        levels = [[a / (max(layer) or 1) for a in layer] for layer in held[:-1]]
        levels.append(held[-1])
        shown = [[]] + [
            most_and_least(level, 12 if k == 0 else 9)
            for k, level in enumerate(levels[1:-1])
        ]
        shown.append(list(range(10)))
        sums = [
            sum(abs(weights[0][i][j]) * levels[1][j] for j in shown[1]) * levels[0][i]
            for i in range(784)
        ]
        shown[0] = sorted(sorted(range(784), key=lambda i, s=sums: (-s[i], i))[:15])
        for column, level, places, layer in zip(
            columns, levels, shown, held, strict=True
        ):
            assert column["shown"] == places, case["what"]
            assert column["size"] == len(layer)
            near(column["levels"], [level[i] for i in places])
            limit = 0.01 if level is levels[-1] else 0.1
            assert column["active"] == [level[i] > limit for i in places]
        for between, weight, (before, after) in zip(
            edges, weights, pairwise(zip(levels, shown, strict=True)), strict=True
        ):
            check_edges(between, weight, before, after)


def most_and_least(level, most):
    places = sorted(range(len(level)), key=lambda i: (-level[i], i))
    rest = sorted(places[most:], key=lambda i: (level[i], i))
    return sorted(places[:most] + rest[:3])


def check_edges(said, weight, before, after):
    """Strength, sign, and the strong quarter of those that are there."""
    (levels1, shown1), (levels2, shown2) = before, after
    strength = [
        [abs(weight[i][j]) * levels1[i] * levels2[j] for j in shown2] for i in shown1
    ]
    near(said["strength"], strength)
    negative = [[weight[i][j] < 0 for j in shown2] for i in shown1]
    assert said["negative"] == negative
    strong = {
        (n, m)
        for n, row in enumerate(said["strong"])
        for m, is_strong in enumerate(row)
        if is_strong
    }
    there = sorted((s for row in said["strength"] for s in row if s), reverse=True)
    assert len(strong) == -(-len(there) // 4)
    assert all(said["strength"][n][m] >= there[len(strong) - 1] for n, m in strong)
