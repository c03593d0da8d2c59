"""Set up the demo: database, records and three accounts. ``make demo`` runs it and then starts the server."""

import json
import os
import secrets
import socket
import time
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import BaseCommand, CommandError, call_command
from django.db import transaction

ACCOUNTS_FILE = "demo-accounts.json"
# user name -> group
ACCOUNTS = {"curator": "Curators", "editor": "Editors", "administrator": "Administrators"}


class Command(BaseCommand):
    help = (
        "Prepare the demo: migrate the database, load the fixture `demo` into an empty one, create the accounts "
        "curator, editor and administrator, and print their passwords. Running it again keeps all data."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--port", default="8000", help="the port that the server will use")

    def handle(self, *, port, **options):
        check_port(port)
        self.step("Preparing the database", migrate)
        self.step("Loading the records", load_records)
        self.step("Creating the accounts", self.make_accounts)
        self.step("Collecting the static files", collect_static)
        self.print_addresses(f"http://127.0.0.1:{port}")

    def step(self, title, work):
        self.stdout.write(f"{title} ... ", ending="")
        self.stdout.flush()
        started = time.monotonic()
        outcome = work()
        self.stdout.write(f"{outcome} ({time.monotonic() - started:.1f} s)")

    def make_accounts(self):
        with transaction.atomic():
            self.log_ins = {name: ensure_account(name, group) for name, group in ACCOUNTS.items()}
        return "done"

    def print_addresses(self, site):
        lines = ["", f"The site:    {site}/", f"For editors: {site}/admin/", "", "Log-ins"]
        lines += [f"  {name:<14} {password}" for name, password in self.log_ins.items()]
        self.stdout.write("\n".join([*lines, ""]))


def check_port(port):
    if not (port.isdecimal() and 1 <= int(port) <= 65535):
        raise CommandError(f"PORT={port} is not a port: choose a number from 1 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except PermissionError:
            raise CommandError(
                f"Port {port} is reserved for the system: choose another port with `make demo PORT=8001`."
            ) from None
        except OSError:
            raise CommandError(
                f"Port {port} is in use: stop the server that uses it, or choose another port "
                "with `make demo PORT=8001`."
            ) from None


def migrate():
    call_command("migrate", verbosity=0, interactive=False)
    return "done"


def load_records():
    from ...models import Grouping

    if Grouping.objects.exists():
        return "the database already has records; they were kept"
    from ...models.db import analyze

    call_command("loaddata", "demo", verbosity=0)
    analyze()
    return f"{Grouping.objects.count()} groupings with all their records"


def collect_static():
    call_command("collectstatic", verbosity=0, interactive=False)
    return "done"


def ensure_account(name, group):
    """The password of a demo account, or the reason why it is unknown. Creates the account if it does not exist."""
    user = get_user_model().objects.filter(username=name).first()
    if user is None:
        return create_account(name, group)
    password = known_passwords().get(name)
    if password is None:
        return "(the demo did not create this account; its password is unchanged)"
    if not user.check_password(password):
        return "(the password was changed after the demo created this account)"
    return password


def create_account(name, group):
    # Saved before the account is created, so that no account has an unknown password.
    password = remember_password(name)
    is_administrator = name == "administrator"
    user = get_user_model().objects.create_user(name, password=password, is_staff=True, is_superuser=is_administrator)
    user.groups.set(Group.objects.filter(name=group))
    return password


def accounts_file():
    return Path(settings.VAR_DIR) / ACCOUNTS_FILE


def known_passwords():
    file = accounts_file()
    return json.loads(file.read_text()) if file.exists() else {}


def remember_password(name):
    passwords = known_passwords()
    if name not in passwords:
        passwords[name] = secrets.token_urlsafe(12)
        write_privately(accounts_file(), json.dumps(passwords, indent=2))
    return passwords[name]


def write_privately(file, text):
    file.parent.mkdir(exist_ok=True)
    new = file.with_suffix(".new")
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(text)
    new.replace(file)
