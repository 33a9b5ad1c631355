"""The indicators K1 to K21 of DOMAIN.md chapter 5, as pure functions over the log of a day."""
