"""The broker's side of the house."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("intermezzo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
