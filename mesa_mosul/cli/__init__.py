"""The command `mosul`."""
