"""What is timed, and against what. Reported, never asserted: machines differ, so the ratios of one run are what counts."""
