"""Designs of experiments: which parameter sets are run."""
