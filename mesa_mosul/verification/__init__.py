"""Exact results, invariances, historical regularities and the benchmark."""
