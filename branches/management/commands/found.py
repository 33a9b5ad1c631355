"""`manage.py found NAME SLUG --username U`: the first organisation and its head office login."""

import getpass
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from branches.actions import found_organisation
from branches.errors import Refused


class Command(BaseCommand):
    help = (
        "Found an organisation with a first head office login. The password is asked for, "
        "or taken from the environment variable INTERMEZZO_PASSWORD."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("slug")
        parser.add_argument("--username", required=True)
        parser.add_argument("--person", default="Head office")

    def handle(self, *args: Any, **options: Any) -> None:
        password = os.environ.get("INTERMEZZO_PASSWORD") or getpass.getpass()
        names = {key: options[key] for key in ("name", "slug", "username", "person")}
        try:
            found_organisation(password=password, **names)
        except Refused as refused:
            raise CommandError(refused.message) from None
        self.stdout.write(f"{options['name']} is founded; {options['username']} may log in.")
