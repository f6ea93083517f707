"""What is said when a table cannot be analysed as asked."""


class AnalysisError(ValueError):
    """A table that does not hold what an analysis asks for."""
