"""How fast is it? `python -m benchmarks.run` prints medians and ratios beside peers."""
