"""Hostile attempts on everything a user, a disk or a camera can spoil; with figures.

One module for each kind of attempt; each has a ``rounds`` function that yields a
:class:`~benchmarks.torture.tally.Try` for everything it tried. ``make torture``
runs all of them, a test a few.
"""
