from django.apps import AppConfig


class WiringConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        """Make the deploy check and the schema's words known."""
        from config import checks, schema  # noqa: F401
