"""A printed number, and the ways of counting under which it holds."""
