"""Run every benchmark that takes minutes (``benchmarks.seeds`` takes longer)."""

from benchmarks import book, explorer, frames, imports, loading, training

for benchmark in (imports, loading, frames, explorer, book, training):
    benchmark.main()
