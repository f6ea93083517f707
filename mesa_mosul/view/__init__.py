"""The page of `mosul view`: one battle, or two beside each other, and finished sweeps."""
