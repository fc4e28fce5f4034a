"""Networks of other people: how they are read is a file or folder of `formats/`; what they all write down is a `Reading`."""
