"""The world on the first tick: map, order of battle and deployment (ODD element 5)."""
