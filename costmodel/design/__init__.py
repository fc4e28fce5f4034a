"""Floor 4: what an architect asks before choosing a knob: inverse design, elasticities, comparison, crossings."""
