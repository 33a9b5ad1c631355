"""The house's own settings, but for the hash of passwords: a real one takes a third of a second."""

from config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
