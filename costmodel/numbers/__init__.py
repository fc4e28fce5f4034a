"""What a dimension is, and how amounts are read and written."""
