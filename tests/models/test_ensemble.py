"""Several networks that answer as one."""

import json

import pytest
import torch

from mnist_core.errors import WeightsError
from mnist_core.models import (
    Ensemble,
    load_weights,
    new_model,
    registry,
    save_weights,
)
from mnist_core.storage import load_tensors, save_tensors


def members():
    return [new_model(0).eval(), new_model(1, "cnn", channels=[4]).eval()]


def test_it_holds_probable_what_its_members_do_on_average():
    one, two = members()
    images = torch.rand(6, 28, 28)
    both = Ensemble([one, two])
    mean = (one(images).softmax(1) + two(images).softmax(1)) / 2
    torch.testing.assert_close(both(images).softmax(1), mean)


def test_the_mean_is_of_probabilities_and_not_of_logits():
    """Two that are a little for 3 outvote one that shouts 7."""

    def constant(digit, loudness):
        model = new_model(0)
        with torch.no_grad():
            for p in model.parameters():
                p.zero_()
            model.fc3.bias[digit] = loudness
        return model

    voters = [constant(7, 100.0), constant(3, 4.0), constant(3, 4.0)]
    seen = Ensemble(voters)(torch.zeros(1, 28, 28)).softmax(1)[0]
    assert int(seen.argmax()) == 3
    logits = sum(m(torch.zeros(1, 28, 28)) for m in voters) / 3
    assert int(logits.argmax()) == 7


def test_each_member_may_look_at_the_digit_moved_a_little():
    (model, _) = members()
    image = torch.zeros(1, 28, 28)
    image[:, 8:20, 8:20] = torch.rand(12, 12)
    looks = [image, *(image.roll(by, d) for d in (1, 2) for by in (-1, 1))]
    mean = torch.stack([model(look).softmax(1) for look in looks]).mean(0)
    seen = Ensemble([model], shift=1)(image).softmax(1)
    torch.testing.assert_close(seen, mean)


def test_its_votes_and_its_weights_give_its_answer():
    both = Ensemble(members())
    layers = both.layers(torch.rand(3, 28, 28))
    assert layers["votes"].shape == (3, 1, 10, 2)
    (shares,) = both.connections()
    votes = layers["votes"][:, 0].transpose(1, 2).flatten(1)  # (3, members x 10)
    torch.testing.assert_close(votes @ shares.T, layers["logits"].softmax(1))


def test_it_is_one_file(tmp_path):
    both = Ensemble(members(), shift=1).eval()
    path = tmp_path / "both.safetensors"
    save_weights(path, both)
    back, _ = load_weights(path)
    images = torch.rand(4, 28, 28)
    assert torch.equal(back(images), both(images))
    assert back.options == both.options


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"members": []}, "1 to 32 members"),
        ({"members": [{"network": "other", "options": {}}]}, "unknown kind"),
        ({"members": 5}, "cannot be built"),
        ({"members": [5]}, "cannot be built"),
        ({"members": [{"network": "mlp"}]}, "cannot be built"),
        ({"members": [{"network": "mlp", "options": {}}], "shift": 99}, "shift"),
    ],
)
def test_a_damaged_record_is_named(tmp_path, options, said):
    path = tmp_path / "both.safetensors"
    save_weights(path, Ensemble(members()))
    tensors, record = load_tensors(path)
    save_tensors(path, tensors, record | {"options": options})
    with pytest.raises(WeightsError, match=said):
        load_weights(path)


def test_ensembles_do_not_nest(tmp_path):
    inner = Ensemble(members())
    with pytest.raises(ValueError, match="single networks"):
        Ensemble([inner])
    path = tmp_path / "both.safetensors"
    save_weights(path, inner)
    tensors, record = load_tensors(path)
    nested = json.loads(json.dumps(record["options"]))
    for _ in range(200):
        nested = {"members": [{"network": "ensemble", "options": nested}]}
    save_tensors(path, tensors, record | {"options": nested})
    with pytest.raises(WeightsError, match="cannot be built"):
        load_weights(path)


def test_nobody_is_no_ensemble():
    with pytest.raises(ValueError, match="single networks"):
        Ensemble([torch.nn.Linear(784, 10)])


def test_one_member_several_times_or_of_another_dtype_is_refused():
    one, other = members()[:2]
    with pytest.raises(ValueError, match="different networks"):
        Ensemble([one, one])
    with pytest.raises(ValueError, match="one dtype"):
        Ensemble([one, other.double()])


def test_in_float64_its_votes_and_weights_are_of_one_dtype():
    both = Ensemble(members()).double()
    held = both.layers(torch.rand(3, 28, 28, dtype=torch.float64))
    assert {t.dtype for t in held.values()} == {torch.float64}
    assert both.connections()[0].dtype == torch.float64


def test_a_small_file_does_not_fill_the_memory(tmp_path, monkeypatch):
    built = []
    path = tmp_path / "both.safetensors"
    save_weights(path, Ensemble(members()))
    _, record = load_tensors(path)
    many = {"members": 32 * [{"network": "mlp", "options": {}}]}
    save_tensors(path, {"x": torch.zeros(5)}, record | {"options": many})
    plain = registry.new_model
    monkeypatch.setattr(
        registry, "new_model", lambda *a, **b: built.append(a) or plain(*a, **b)
    )
    with pytest.raises(WeightsError, match="fewer numbers than its members"):
        load_weights(path)
    assert len(built) == 1
