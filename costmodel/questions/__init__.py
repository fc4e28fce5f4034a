"""What can be asked of a subject: one question, one place."""
