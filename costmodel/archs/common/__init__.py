"""What several families share: knobs, blocks, citations."""
