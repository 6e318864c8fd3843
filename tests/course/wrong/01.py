"""Wrong solutions of chapter 1, each of which its check must refuse."""


def mood_for_zero__keeps_the_old_mood():
    return -2.31  # the 0.5 is still in it


def mood_for_zero__wrong_sign():
    return 0.9 * 2.0 + 0.1 * 0.1


def mood_for_zero__forgets_the_dim_bulb():
    return -0.9 * 2.0


def excitement_of__forgets_the_mood(bulbs, opinions, mood):
    return sum(b * o for b, o in zip(bulbs, opinions, strict=True))


def excitement_of__a_mood_for_each_bulb(bulbs, opinions, mood):
    return sum(b * o + mood for b, o in zip(bulbs, opinions, strict=True))


def excitement_of__only_two_bulbs(bulbs, opinions, mood):
    pairs = list(zip(bulbs, opinions, strict=True))[:2]
    return sum(b * o for b, o in pairs) + mood


def excitement_of__with_a_dimmer(bulbs, opinions, mood):
    return max(0, sum(b * o for b, o in zip(bulbs, opinions, strict=True)) + mood)


def excitement_of__adds_up_first(bulbs, opinions, mood):
    return sum(bulbs) * sum(opinions) + mood


def closed_eyes__knows_the_valley(loss, rng, throws=200):
    return 3.0


def closed_eyes__keeps_everything(loss, rng, throws=200):
    return sum(rng.normal() for _ in range(throws))


def closed_eyes__each_throw_from_the_start(loss, rng, throws=200):
    return min([0.0, *(rng.normal() for _ in range(throws))], key=loss)


# The right solution, but for so much.
CHANGED = {
    "two_teams__a_dimmer_too_many": (
        "return excitement_of(lamps, last_opinions, last_mood)",
        "return max(0, excitement_of(lamps, last_opinions, last_mood))",
    ),
    "two_teams__mood_after_the_dimmer": (
        "excitement_of(bulbs, own, mood))",
        "excitement_of(bulbs, own, 0)) + mood",
    ),
    "two_teams__no_dimmer": ("max(0, excitement_of", "(excitement_of"),
    "two_teams__no_last_mood": (
        "lamps, last_opinions, last_mood",
        "lamps, last_opinions, 0",
    ),
    "closed_eyes__always_two_hundred": ("range(throws)", "range(200)"),
    "closed_eyes__keeps_what_is_worse": ("loss(other) <", "loss(other) >"),
    "closed_eyes__only_to_the_right": ("rng.normal()", "abs(rng.normal())"),
}
