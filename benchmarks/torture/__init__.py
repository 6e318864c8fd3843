"""Hostile attempts on everything a user, a disk or a camera can spoil; with figures.

One module for each kind of attempt. Each has a function ``tries(seed, share)`` that
yields a :class:`~benchmarks.torture.tally.Try` for everything it tried; ``share`` is
how much of the whole is done. ``make torture`` runs all of it, a test a few of each.
"""
