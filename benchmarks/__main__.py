"""Run every benchmark that takes minutes (``benchmarks.seeds`` takes longer)."""

from benchmarks import frames, imports, loading, training

for benchmark in (imports, loading, frames, training):
    benchmark.main()
