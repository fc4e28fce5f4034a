"""Floor 4: the literature. Rows of data (one TOML file an architecture), their loader, their verdicts."""
