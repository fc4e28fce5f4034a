"""What a question returns: documents of tables, and the formats that render them."""
