"""A year of many branches: how quick a day is summed up, and every report over them."""
