"""The catalogues of the public screens: found phrases, their translations, and what is compiled."""
