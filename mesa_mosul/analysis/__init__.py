"""Statistics of tables of runs: comparison, distribution, survival, sensitivity, discovery.

Every function takes a table with one row per run and returns a table. Nothing is run, and no
file is read.
"""
