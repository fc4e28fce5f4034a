"""Floor 2: networks. Shapes, ops, graphs; wiring, no papers."""
