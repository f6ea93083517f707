"""Laws of the rules, one file a subject."""
