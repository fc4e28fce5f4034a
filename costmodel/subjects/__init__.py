"""What a question can be asked of."""
