"""The report of a sweep: from results to a page that reads by itself."""
