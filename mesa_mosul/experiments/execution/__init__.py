"""Run the jobs of a sweep and store their results."""
