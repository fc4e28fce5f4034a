"""What was printed, and the verdict. Rows of data, one TOML file an architecture."""
