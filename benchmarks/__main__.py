"""Run every benchmark that takes minutes (``benchmarks.seeds`` takes longer)."""

from benchmarks import imports, loading, training

for benchmark in (imports, loading, training):
    benchmark.main()
