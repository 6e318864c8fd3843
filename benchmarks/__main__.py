"""Run every benchmark that takes minutes (``benchmarks.seeds`` takes longer)."""

from benchmarks import explorer, frames, imports, loading, training

for benchmark in (imports, loading, frames, explorer, training):
    benchmark.main()
