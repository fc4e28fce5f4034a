"""What papers say again and again, as methods of a network: each puts a few ops behind a node; one file a theme."""
