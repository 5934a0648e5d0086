"""Run a command against a PostgreSQL + PostGIS of its own, which is started for it and thrown away after it.

    python tests/cluster.py python -m pytest        (what ./dev test --postgis does)
    python tests/cluster.py ./dev run               (the demonstration on PostGIS)

The command finds its address in DATABASE_URL.
"""

import contextlib
import glob
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
REMEDY = (
    "install it (Debian and Ubuntu: sudo apt install postgresql-postgis; macOS: brew install postgis), then try again."
)


def numbers(text):
    return [int(number) for number in re.findall(r"\d+", text)]


def programs() -> Path:
    """The folder of PostgreSQL's programs: the one on PATH, else the newest, that has PostGIS."""
    first = shutil.which("initdb")
    folders = [Path(first).resolve().parent] if first else []
    for pattern in FOLDERS:
        folders += [Path(name) for name in sorted(glob.glob(pattern), key=numbers, reverse=True)]
    folders = [folder for folder in folders if (folder / "initdb").exists()]
    for folder in folders:
        if (shared(folder) / "extension" / "postgis.control").exists():
            return folder
    if folders:
        sys.exit(f"PostGIS, PostgreSQL's extension for geometry, is not installed: {REMEDY}")
    sys.exit(f"PostgreSQL with PostGIS is not installed: {REMEDY}")


def shared(folder: Path) -> Path:
    """Where that PostgreSQL keeps its extensions."""
    config = folder / "pg_config"
    if config.exists():
        return Path(subprocess.check_output([config, "--sharedir"], text=True).strip())
    return Path(str(folder.parent).replace("/usr/lib/", "/usr/share/"))


@contextlib.contextmanager
def cluster():
    """A PostgreSQL for as long as the block runs; yields its DATABASE_URL.

    It listens on a socket in a folder that nobody else can open, so that it needs no password and no free
    port, and gives up safety for speed: nothing in it is kept. PostgreSQL refuses to run as root, so root hands
    it to the user that the distribution's package makes.
    """
    folder, owner = programs(), {}
    # A short path: the name of a socket may not be longer than about 100 characters.
    place = Path(tempfile.mkdtemp(prefix="boligsocial-", dir="/tmp"))
    try:
        if os.geteuid() == 0:
            owner = {"user": "postgres", "group": "postgres", "extra_groups": []}
            try:
                shutil.chown(place, "postgres", "postgres")
            except LookupError:
                sys.exit("PostgreSQL does not run as root: make a user postgres, or test as another user.")
        make(folder, place, owner)
        with running(folder, place, owner):
            yield f"postgis://postgres@/{place}/postgres"
    finally:
        shutil.rmtree(place, ignore_errors=True)


def make(folder, place, owner):
    """C.UTF-8 knows that Ø is the capital of ø, as production's locales do; macOS may not have it."""
    for locale in ("C.UTF-8", "C"):
        shutil.rmtree(place / "data", ignore_errors=True)
        options = ["--no-sync", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale", locale]
        done = subprocess.run(
            [folder / "initdb", "-D", place / "data", *options],
            cwd=place,
            capture_output=True,
            text=True,
            **owner,
        )
        if done.returncode == 0:
            return
    sys.exit(f"PostgreSQL could not make a cluster: {done.stderr.strip()}")


@contextlib.contextmanager
def running(folder, place, owner):
    settings = ["listen_addresses=", "fsync=off", "full_page_writes=off", "synchronous_commit=off"]
    with open(place / "log", "wb") as log:
        server = subprocess.Popen(
            [
                folder / "postgres",
                "-D",
                place / "data",
                "-k",
                place,
                *(f"--{setting}" for setting in settings),
            ],
            cwd=place,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # Out of reach of Ctrl-C: the tests hear it first, and the server stops when they are done.
            start_new_session=True,
            **owner,
        )
    try:
        wait_until_ready(server, place)
        yield
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()


def wait_until_ready(server, place):
    """PostgreSQL writes "ready" as the last line of its pid file."""
    until = time.monotonic() + 60
    pid = place / "data" / "postmaster.pid"
    while not (pid.exists() and pid.read_text().rstrip().endswith("ready")):
        if server.poll() is not None or time.monotonic() > until:
            sys.exit(f"PostgreSQL did not start: {(place / 'log').read_text().strip()}")
        time.sleep(0.05)


def run(argv, env):
    """At Ctrl-C the command hears it, too: wait for it. Ended from outside, end it."""
    child = subprocess.Popen(argv, env=env)
    try:
        return child.wait()
    except KeyboardInterrupt:
        return child.wait()
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait()


def main(argv):
    if not argv:
        sys.exit(__doc__)
    # An exit that runs the blocks above to their end, so that no server and no folder is left.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    with cluster() as address:
        return run(argv, dict(os.environ, DATABASE_URL=address))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
