"""What is drawn for a screen or for paper: letters, pictures of one bit, sheets."""
