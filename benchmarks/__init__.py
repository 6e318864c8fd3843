"""What is fast, and compared with what: ``make bench``.

Every benchmark measures all its contestants in turn, round after round in one run,
prints medians and ratios, and writes a JSON file beside it. A ratio from one run
means something on any machine; a time alone does not.
"""
