"""The rules of the battle, one file a subject."""
