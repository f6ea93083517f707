"""The schedule of a tick, the ledger, the run loop, outcome and provenance."""
