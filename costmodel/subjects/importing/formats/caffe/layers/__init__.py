"""What the types of layers do, by theme; a rule is registered under the names that both forms of layers have for it."""
