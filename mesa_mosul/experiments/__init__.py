"""Experiments: designs, sweeps over workers or a cluster, results on disk."""
