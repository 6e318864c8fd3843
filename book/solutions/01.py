"""Chapter 1, Light bulbs and friends."""


def mood_for_zero():
    """The bias that makes the excitement 0."""
    return -(0.9 * 2.0 + 0.1 * 0.1)


def excitement_of(bulbs, opinions, mood):
    """Each brightness times its opinion, added up, plus the mood."""
    return sum(b * o for b, o in zip(bulbs, opinions, strict=True)) + mood


def two_teams(bulbs, opinions, moods, last_opinions, last_mood):
    """Score of one friend who looks at the lamps of a whole team.

    opinions: one list for each friend; moods: one number for each.
    """
    lamps = [
        max(0, excitement_of(bulbs, own, mood))
        for own, mood in zip(opinions, moods, strict=True)
    ]
    return excitement_of(lamps, last_opinions, last_mood)


def closed_eyes(loss, rng, throws=200):
    """Start at 0; keep what is better; return the dial."""
    dial = 0.0
    for _ in range(throws):
        other = dial + rng.normal()
        if loss(other) < loss(dial):
            dial = other
    return dial
