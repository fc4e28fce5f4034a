"""Shapes, windows, ops with their size and work, graphs. No convention and no paper."""
