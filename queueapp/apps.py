from django.apps import AppConfig


class QueueappConfig(AppConfig):
    name = "queueapp"
