"""What machines can do at best, from printed figures: how many operations a second, how many bytes, how much they hold."""
