"""What a decision costs to believe: small whole numbers, the one table of them.

They say how common a decision is among people who printed a number, and only their order matters: how likely it is that
something so cheap fits by accident is counted, not guessed (see `chance`). They were set on one half of the collected cases
and the published rows, and measured on the other half (see the page on reconciliation).
"""

USUAL = 1  # a knob as most implementations have it, where the paper has it otherwise
OTHER_WORD = 1  # FLOPs called multiply-adds, or multiply-adds FLOPs
TOOL = 2  # as a tool counts
RARE_TOOL = 3  # as a tool counts whose numbers are seldom quoted
DIGITS = 2  # truncated, rounded up, or zeros that only fill the place
PRESENCE = 2  # with or without the classifier, biases, normalisation, statistics
BIASED = 2  # a bias in every convolution
PREFIX = 2  # of 2^10 instead of 10^3
MORE_OPERATIONS = 3  # one kind of operation besides the products
FURTHER = 1  # one more of a kind that is there already: of operations, of knobs
BYTES = 3  # bytes taken for a count
TWICE = 2  # what a tool prints, doubled or halved
SETTING = 3  # another common resolution, other classes
SAMPLES = 4  # of several samples
STRUCTURE = 4  # another word or switch, or a number that a published row of the family has
NEIGHBOUR = 5  # one more or one less
PART = 5  # an outermost part left out that belongs to the network
SLIP = 6  # M for G
MOST = 6  # of all decisions together; beyond that anything explains anything
