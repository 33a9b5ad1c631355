"""Measurements of the whole house under load; `script/bench` runs them."""
