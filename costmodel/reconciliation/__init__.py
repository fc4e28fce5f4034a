"""Floor 4: numbers that do not agree: what each tool would print, and under which counting someone's number holds."""
