"""Floor 1: what can be said without a graph."""
