"""Read and check what a run grows from: seed tables, scenarios, observations."""
