"""The doors of the ground floor: branches, people, screens, what happened, and the clock."""
