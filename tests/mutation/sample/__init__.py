"""A module with one rule that is tested at its edge and one that is not."""
