"""What the page is made of: its files, one file, and how large they are."""

import base64
import gzip
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
import torch
from helpers_data import contents

from mnist_core import __version__
from mnist_core.errors import ConfigError, WeightsError
from mnist_core.explorer import pack, site
from mnist_core.explorer.board import COLUMNS
from mnist_core.explorer.pack import (
    ON_DEMAND,
    Packed,
    embed_files,
    proof_of,
    single_file,
    site_files,
)
from mnist_core.models import MLP, Network, evaluate, load_weights, logits_of, new_model
from mnist_core.storage import digest, load_tensors
from mnist_core.training import TrainConfig, train

FIRST_VISIT = 400_000  # bytes, packed as they travel
PIECES_ALONE = 40_000
NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"}
FILES = {
    "index.html", "explorer.js", "explorer.css", "explorer.json", "digits.webp",
    "weights.safetensors",
}  # fmt: skip
BREAKS_OUT = '</script><script>alert("1")</script><!-- </style> \' &'


class Stack(Network):
    """Dense layers of any number, named in another way than the course's network."""

    name = "stack"

    def __init__(self, sizes, dimmer=torch.relu):
        super().__init__()
        torch.manual_seed(1)
        self.options = {}
        self.architecture = "-".join(map(str, sizes))
        layers = [torch.nn.Linear(n, m) for n, m in pairwise(sizes)]
        self.stack, self.dimmer = torch.nn.ModuleList(layers), dimmer

    def layers(self, images):
        held = {"input": images.reshape(len(images), 784)}
        for k, layer in enumerate(self.stack[:-1], 1):
            held[f"hidden{k}"] = self.dimmer(layer(list(held.values())[-1]))
        return held | {"logits": self.stack[-1](list(held.values())[-1])}

    def connections(self):
        return [layer.weight for layer in self.stack]


class Page(HTMLParser):
    """A page as a browser takes it apart."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.inside = [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        if self.tags and self.tags[-1][0] in ("script", "style") and data.strip():
            self.inside.append((*self.tags[-1], data))

    def all(self, tag):
        return [(attributes, text) for t, attributes, text in self.inside if t == tag]

    def policy(self):
        metas = [attributes for tag, attributes in self.tags if tag == "meta"]
        (content,) = [
            meta["content"]
            for meta in metas
            if meta.get("http-equiv") == "Content-Security-Policy"
        ]
        return dict(part.split(" ", 1) for part in content.split("; "))

    def files(self):
        """What travels in it, by name."""
        ((attributes, text),) = [s for s in self.all("script") if s[0]]
        assert attributes == {"type": "application/json", "id": "mnist-core-data"}
        return {n: base64.b64decode(b) for n, b in json.loads(text).items()}


@pytest.fixture(scope="module")
def files(trained, sample):
    return site_files(trained[0], sample.test)


@pytest.fixture(scope="module")
def page(trained, sample):
    return Page(single_file(trained[0], sample.test))


def loaded(files, tmp_path):
    """Weights by name, and the record that travels with them."""
    (tmp_path / "net.safetensors").write_bytes(files["weights.safetensors"])
    return load_tensors(tmp_path / "net.safetensors")


# --- the files ---------------------------------------------------------------


def test_a_site_has_these_files_and_the_page_comes_last(files):
    assert set(files) == FILES | ON_DEMAND
    assert list(files)[-1] == "index.html"
    assert set(re.findall(rb'(?:href|src)="([\w.]+)"', files["index.html"])) == {
        b"explorer.js",
        b"explorer.css",
        b"weights.safetensors",
    }


def test_the_weights_are_the_network_s_rounded_and_python_reads_them(
    files, trained, tmp_path
):
    model, card = trained
    state, record = loaded(files, tmp_path)
    assert record["network"] == "mlp"
    assert record["options"] == {"activation": "relu"}
    for name, weights in model.state_dict().items():
        assert torch.equal(state[name], weights.half())
    again, its_card = load_weights(tmp_path / "net.safetensors")
    assert its_card == replace(card, history=[])
    assert torch.equal(again.fc1.weight, model.fc1.weight.half().float())


def test_what_is_said_of_the_digits(files, sample):
    about = json.loads(files["explorer.json"])
    digits = about["digits"]
    assert about["version"] == __version__
    assert digits["positions"] == list(range(1000))
    assert digits["labels"] == sample.test.labels.tolist()
    assert (digits["of"], digits["source"]) == (1000, "sample")
    assert (digits["columns"], digits["everyMistake"]) == (COLUMNS, True)


def test_whether_the_network_has_seen_the_digits_is_said(trained, sample):
    def seen(model, digits):
        return json.loads(Packed.of(model, digits).files["explorer.json"])["seen"]

    assert seen(trained[0], sample.test)
    assert not seen(new_model(0), sample.test), "it has no card that could tell"


def test_the_full_set_s_test_digits_it_has_not_seen(trained, full):
    about = json.loads(Packed.of(trained[0], full.test).files["explorer.json"])
    assert not about["seen"]
    assert about["digits"]["of"] == 10_000
    assert about["digits"]["source"] == "full"


def test_the_proof_is_told_only_of_the_network_it_was_made_with(
    trained, sample, monkeypatch, tmp_path
):
    state = {n: t.half() for n, t in trained[0].state_dict().items()}
    (tmp_path / "web").mkdir()
    proof = {"weights": digest(state, ""), "digits": 10_000}
    (tmp_path / "proof.json").write_text(json.dumps(proof))
    monkeypatch.setattr(pack, "WEB", tmp_path / "web")
    assert proof_of(state) == proof
    assert proof_of({n: t + 1 for n, t in state.items()}) is None
    (tmp_path / "proof.json").write_text("null")
    assert proof_of(state) is None


# --- networks of other kinds -------------------------------------------------


@pytest.mark.parametrize("hidden", [[32], [24, 16], [40, 30, 20]], ids=str)
@pytest.mark.parametrize("dimmer", ["relu", "sigmoid"])
def test_dense_networks_of_any_shape_and_naming_are_packed(
    sample, tmp_path, hidden, dimmer
):
    model = Stack([784, *hidden, 10], getattr(torch, dimmer))
    state, record = loaded(site_files(model, sample.test[:50]), tmp_path)
    assert (record["network"], record["options"]) == ("mlp", {"activation": dimmer})
    assert record["card"] is None
    layers = [f"fc{k}" for k in range(1, len(hidden) + 2)]
    assert set(state) == {f"{n}.{part}" for n in layers for part in ("weight", "bias")}
    x = sample.test.images[:50].float().flatten(1) / 255
    for name in layers:
        x = x @ state[f"{name}.weight"].float().T + state[f"{name}.bias"].float()
        x = getattr(torch, dimmer)(x) if name != layers[-1] else x
    assert torch.allclose(x, logits_of(model, sample.test[:50]), atol=5e-3)
    assert len(Page(single_file(model, sample.test[:50])).files()) == 3


def test_a_network_with_sigmoids_keeps_them(sample, tmp_path):
    model = new_model(0, activation="sigmoid")
    _, record = loaded(site_files(model, sample.test[:50]), tmp_path)
    assert record["options"] == {"activation": "sigmoid"}


def test_double_precision_makes_no_difference(sample, tmp_path):
    plain, _ = loaded(Packed.of(new_model(0), sample.test[:50]).files, tmp_path)
    model = new_model(0).double()
    state, _ = loaded(Packed.of(model, sample.test[:50]).files, tmp_path)
    assert all(torch.equal(state[name], plain[name]) for name in plain)


class Doubled(MLP):
    """Of the same shapes, and yet another network."""

    def layers(self, images):
        return super().layers(images.sqrt())


@pytest.mark.parametrize(
    "model",
    [
        Stack([784, 10]),
        Stack([784, 30, 20, 10], torch.tanh),
        Stack([784, 30, 10], torch.nn.Identity()),
        Doubled(),
    ],
    ids=["no hidden layer", "tanh", "no dimmer", "another input"],
)
def test_what_the_page_cannot_compute_is_refused(sample, model):
    with pytest.raises(WeightsError, match="shows dense networks with hidden layers"):
        Packed.of(model, sample.test[:50])


@pytest.mark.parametrize("weight", [65_520.0, -1e30, torch.nan, torch.inf])
def test_a_weight_that_16_bits_cannot_hold_is_refused(sample, weight):
    model = new_model(0)
    with torch.no_grad():
        model.fc2.weight[3, 4] = weight
    with pytest.raises(WeightsError, match=r"cannot be shown.*smaller learning rate"):
        Packed.of(model, sample.test[:50])


def test_packing_leaves_the_network_as_it_was(sample):
    model = new_model(0).train()
    before = {n: t.clone() for n, t in model.state_dict().items()}
    Packed.of(model, sample.test[:50])
    assert model.training
    assert all(torch.equal(before[n], t) for n, t in model.state_dict().items())


def test_the_mistakes_are_those_of_the_rounded_weights(trained, full):
    board = Packed.of(trained[0], full.test).board
    rounded = load_weights()[0]
    with torch.no_grad():
        for parameter in rounded.parameters():
            parameter.copy_(parameter.half())
    wrong = (~evaluate(rounded, full.test).correct).nonzero()[0]
    assert set(wrong) <= set(board.positions.tolist())


# --- one file ----------------------------------------------------------------


def test_the_policy_names_the_page_s_own_script_and_style(page):
    def named(text):
        sha256 = base64.b64encode(hashlib.sha256(text.encode()).digest())
        return f"'sha256-{sha256.decode()}'"

    ((_, script),) = [one for one in page.all("script") if not one[0]]
    ((_, style),) = page.all("style")
    policy = page.policy()
    assert policy["script-src"] == named(script)
    assert policy["style-src"] == named(style)
    assert policy["default-src"] == policy["connect-src"] == "'none'"
    assert policy["img-src"] == "blob: data:"
    assert policy["base-uri"] == policy["form-action"] == "'none'"


def test_a_site_s_policy_allows_its_own_files_and_no_others(files):
    policy = Page(files["index.html"].decode()).policy()
    for kind in ("script-src", "style-src", "connect-src"):
        assert policy[kind] == "'self'"
    assert policy["default-src"] == "'none'"


def test_the_files_in_the_page_are_those_of_the_site(trained, sample):
    packed = Packed.of(trained[0], sample.test[:50])
    inside = Page(packed.page()).files()
    assert inside == packed.files
    assert set(inside) == FILES - {"index.html", "explorer.js", "explorer.css"}
    assert packed.site().items() >= inside.items()


def test_nothing_comes_from_another_host(trained, sample, files):
    texts = [single_file(trained[0], sample.test)]
    texts += [files[n].decode() for n in ("index.html", "explorer.js", "explorer.css")]
    texts += [content.decode() for content in embed_files().values()]
    for text in texts:
        found = set(re.findall(r"""[a-z]+://[^"'`\s<)\\]+""", text))
        assert found <= NAMESPACES
        assert not re.search(r"""(?:src|href)=["']//|url\(["']?//|@import""", text)


def test_nothing_that_travels_can_break_out_of_the_page(trained, sample, monkeypatch):
    model, card = load_weights()
    model.card = replace(card, versions={"python": BREAKS_OUT}, engine=BREAKS_OUT)
    monkeypatch.setattr(pack, "__version__", BREAKS_OUT)
    packed = Packed.of(model, sample.test[:20])
    text = packed.page({"data-state": BREAKS_OUT, "data-parts": '"><p>'})
    page = Page(text)
    tags = [tag for tag, _ in page.tags]
    assert (tags.count("script"), tags.count("style"), tags.count("p")) == (2, 1, 1)
    assert page.tags[0] == (
        "html",
        {"lang": "en", "data-state": BREAKS_OUT, "data-parts": '"><p>'},
    )
    assert json.loads(page.files()["explorer.json"])["version"] == BREAKS_OUT
    assert b"alert" in page.files()["weights.safetensors"]
    assert "alert(" not in text.replace("&quot;", '"').split("<head>")[1]


@pytest.mark.parametrize("end", ["</script>", "</STYLE >", "<!-- "])
def test_a_script_that_would_end_early_is_refused(trained, sample, monkeypatch, end):
    monkeypatch.setattr(pack, "bundle", lambda _: f"const a = '{end}';")
    with pytest.raises(AssertionError, match="would end a script or style"):
        single_file(trained[0], sample.test[:20])


# --- how large ---------------------------------------------------------------


def packed_size(name: str, content: bytes) -> int:
    """Bytes over the wire; a picture is packed already."""
    if name.endswith(".webp"):
        return len(content)
    return len(gzip.compress(content, 6, mtime=0))


def test_a_first_visit_is_small(trained, full):
    files = site_files(trained[0], full.test)
    first = files.keys() - ON_DEMAND
    sizes = {name: packed_size(name, files[name]) for name in sorted(first)}
    print(sizes, sum(sizes.values()))
    assert sum(sizes.values()) <= FIRST_VISIT, sizes
    assert len(json.loads(files["explorer.json"])["digits"]["labels"]) == 1000


def test_a_chapter_that_has_only_pieces_loads_little_more():
    sizes = {name: packed_size(name, c) for name, c in embed_files().items()}
    print(sizes, sum(sizes.values()))
    assert set(sizes) == {"embed.js", "embed.css"}
    assert sum(sizes.values()) <= PIECES_ALONE, sizes


# --- a site on disk ----------------------------------------------------------


def test_a_site_is_written_whole_and_leaves_nothing_beside_it(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "CNAME").write_text("mine")
    (tmp_path / "there" / "a").write_text("old")
    for name in ("new", "there"):
        site.write_site(tmp_path / name, {"a": b"1", "index.html": b"2"})
        written = {n: (tmp_path / name / n).read_bytes() for n in ("a", "index.html")}
        assert written == {"a": b"1", "index.html": b"2"}
    assert len(contents(tmp_path / "new")) == 2
    assert len(contents(tmp_path / "there")) == 3
    assert (tmp_path / "there" / "CNAME").read_text() == "mine"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["new", "there"]


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize("error", [PermissionError(13, "denied"), KeyboardInterrupt()])
def test_a_site_that_cannot_be_written_leaves_what_was_there(
    tmp_path, monkeypatch, there, error
):
    out = tmp_path / "out"
    if there:
        out.mkdir()
        (out / "index.html").write_text("old")

    def fail(*_):
        raise error

    monkeypatch.setattr(site, "write_atomically", fail)
    expected = ConfigError if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        site.write_site(out, {"a": b"1", "index.html": b"2"})
    left = sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*"))
    assert left == (["out", "out/index.html"] if there else [])


def test_a_folder_in_the_place_of_a_file_is_left_alone(tmp_path):
    (tmp_path / "index.html").mkdir()
    with pytest.raises(ConfigError, match=r"index\.html is a folder. Choose another"):
        site.write_site(tmp_path, {"a": b"1", "index.html": b"2"})
    assert [p.name for p in tmp_path.rglob("*")] == ["index.html"]


def test_batch_norm_and_dropout_are_folded_away_for_the_page(sample, tmp_path):
    """The page knows neither; the answers stay."""
    model = new_model(0, dropout=0.2, batch_norm=True)
    config = TrainConfig(epochs=1, learning_rate=0.005, device="cpu")
    train(sample.train[:1000], model=model, config=config, progress=False)
    files = Packed.of(model, sample.test).files
    tensors, record = loaded(files, tmp_path)
    assert record["options"] == {"activation": "relu"}
    page = MLP().eval()
    page.load_state_dict({k: v.float() for k, v in tensors.items()})
    ours = logits_of(page, sample.test)
    torch.testing.assert_close(ours, logits_of(model, sample.test), atol=0.02, rtol=0)
