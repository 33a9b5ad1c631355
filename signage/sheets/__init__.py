"""What hangs on the door: the posted breaks of a day on paper, and what changed since (HU-17)."""
