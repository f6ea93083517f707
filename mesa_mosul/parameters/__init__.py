"""Every parameter a researcher may change: value, unit, range and source."""
