"""Wrong and odd input of every kind, by seeded grammars: an answer, or one line and exit code 2; nothing else.

    python -m fuzz command-lines 200000

`tests/test_fuzz.py` runs a few of each kind. A kind is a file with `cases(chance) -> Iterator[Case]`.
"""
