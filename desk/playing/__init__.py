"""The people of a playing day. They know the house by its doors alone, as its real users do."""
