"""From facts to a number: metrics, conventions, tools, laws."""
