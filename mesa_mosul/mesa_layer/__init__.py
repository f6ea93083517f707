"""Mesa's face: the model and its agents; the only files that import Mesa."""
