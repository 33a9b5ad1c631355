"""The default playbook: situations, their steps, what to say, in six languages (DOMAIN.md 4)."""
