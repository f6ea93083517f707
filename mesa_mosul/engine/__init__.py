"""Arrays, integer codes, the compiler, counter-based random numbers: no rule, no files."""
