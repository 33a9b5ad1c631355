"""A PostgreSQL of our own around the bare programs: on a Unix socket, with a password."""

import os
import secrets
import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

import psycopg

from config.runtime import binaries
from config.runtime.datadir import DataDir
from config.runtime.errors import FULL, SetupError, explain_output
from config.runtime.leftovers import clear_postmaster
from config.runtime.places import Places
from config.runtime.processes import Program, end_with_parent

NAME = "intermezzo"  # of the database and of its owner
STAGE = 2
BUILTIN_LOCALE_SINCE = 17
SERVER_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "max_wal_size": "256MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# A test's database need not survive a power cut; a killed server it does.
HASTY_SETTINGS = {"fsync": "off", "full_page_writes": "off"}


class OwnPostgres:
    """The PostgreSQL of one data folder."""

    def __init__(self, data: DataDir, places: Places, sockets: Path, *, hasty: bool) -> None:
        self.data, self.account, self.sockets, self.hasty = data, places.account, sockets, hasty
        self.cluster = places.cluster()
        found = binaries.find_postgres()
        self.major = binaries.major_version(found)
        self.programs = binaries.postgres_within_reach(found, self.account, places.state)

    @property
    def url(self) -> str:
        """The address for DATABASE_URL, read alike by libpq and by django-environ."""
        # The folder stands in the query, for as a host django-environ would not decode it and
        # urllib would put it in lower case.
        password = self.data.secret("postgres_password")
        return f"postgres://{NAME}:{password}@/{NAME}?host={quote(str(self.sockets), safe='/')}"

    def prepare(self) -> None:
        """Make the cluster if there is none; refuse one of another major version."""
        if not self.cluster.exists():
            self._make_cluster()
        made_with = (self.cluster / "PG_VERSION").read_text().strip()
        if made_with != str(self.major):
            raise SetupError(
                f"{self.cluster} was made by PostgreSQL {made_with}, but {self.programs} has "
                f"{self.major}: set INTERMEZZO_SERVERS to the other source (wheel or system), "
                "or begin anew with --reset."
            )

    def program(self) -> Program:
        """How the supervisor runs the server; INT is PostgreSQL's word for a fast shutdown."""
        settings = SERVER_SETTINGS | (HASTY_SETTINGS if self.hasty else {})
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        argv = [str(self.programs / "postgres"), "-D", str(self.cluster), "-k", str(self.sockets)]
        return Program(
            name="postgres",
            argv=[*argv, *options],
            log=self.data.log("postgres"),
            env=_environment(),
            account=self.account,
            stage=STAGE,
            stop_signal=signal.SIGINT,
            hard_signal=signal.SIGQUIT,
            before_start=lambda: clear_postmaster(self.cluster),
        )

    def answers(self) -> bool:
        """Whether the server takes connections; a password it does not know ends the start."""
        try:
            self._connect().close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise SetupError(
                    f"{self.data.path / 'postgres_password'} is not the password of the database "
                    f"in {self.cluster}: put the right one there, or begin anew with --reset."
                ) from None
            return False
        return True

    def make_database(self) -> None:
        """Make the database the first time."""
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        try:
            with self._connect() as connection:
                if connection.execute(query, [NAME]).fetchone() is None:
                    connection.execute(f"CREATE DATABASE {NAME}")
        except psycopg.errors.DiskFull:
            raise SetupError(FULL) from None

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.sockets),
            user=NAME,
            password=self.data.secret("postgres_password"),
            dbname="postgres",
            connect_timeout=3,
            autocommit=True,
        )

    def _make_cluster(self) -> None:
        """Make the cluster beside its place and move it in when whole."""
        unfinished = self.cluster.with_name("postgres.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        self.account.make_folder(unfinished)
        word = self._hand_over_password()
        try:
            self._initdb(unfinished, word)
        finally:
            word.unlink()
        unfinished.rename(self.cluster)

    def _hand_over_password(self) -> Path:
        """A file in the closed socket folder from which initdb, under its own user, reads it."""
        word = self.sockets / f"word-{secrets.token_hex(4)}"
        word.touch(mode=0o600)
        os.chown(word, self.account.uid, self.account.gid)
        word.write_text(self.data.secret("postgres_password"))
        return word

    def _initdb(self, folder: Path, word: Path) -> None:
        options = ["--auth=scram-sha-256", f"--pwfile={word}", "--no-instructions"]
        command = [str(self.programs / "initdb"), "-D", str(folder), "-U", NAME, *options]
        done = subprocess.run(
            [*command, *_locale(self.major), *(["--no-sync"] if self.hasty else [])],
            check=False,
            capture_output=True,
            text=True,
            cwd="/",
            env=_environment(),
            preexec_fn=end_with_parent(signal.SIGKILL),
            **self.account.identity(),
        )
        if done.returncode:
            raise SetupError(explain_output(done.stdout + done.stderr, "initdb failed"))


def _locale(major: int) -> list[str]:
    """The same order and case of letters on every machine, whatever its own language."""
    if major >= BUILTIN_LOCALE_SINCE:
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        return ["--encoding=UTF8", "--locale=C", *builtin]
    return ["--encoding=UTF8", "--locale=C.UTF-8", "--lc-messages=C"]


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
