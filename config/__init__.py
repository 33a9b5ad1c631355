"""The wiring of Intermezzo; importing it makes Celery find its app."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
