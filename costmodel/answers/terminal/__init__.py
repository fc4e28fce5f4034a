"""How a table is set for a terminal: what it can show, which columns fit, what is drawn beside a number."""
