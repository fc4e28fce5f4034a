"""What the sections do, by theme; a rule is registered under the names of its section."""
