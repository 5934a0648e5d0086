"""The launcher: real starts of ./dev wherever a start is quick, and what it says when something is missing."""

import ast
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

from tests import cluster

ROOT = Path(__file__).resolve().parent.parent
# What decides where an installation comes from and goes to, in a folder of its own.
FILES = ("dev", "requirements.txt", "requirements-dev.txt", "package-lock.json", ".npmrc", "pyproject.toml")


def load(file):
    loader = SourceFileLoader("dev", str(file))
    module = module_from_spec(spec_from_loader("dev", loader))
    loader.exec_module(module)
    return module


def start(*arguments, root=ROOT, before="pass", **env):
    """./dev as a person would start it; `before` is run first, in the same Python."""
    code = f"import runpy, sys; {before}; runpy.run_path({str(root / 'dev')!r}, run_name='__main__')"
    argv = [sys.executable, "-c", code, *arguments]
    # Long enough for any machine: it ends what hangs, and times nothing.
    return subprocess.run(argv, env={**os.environ, **env}, capture_output=True, text=True, timeout=600)


@pytest.fixture
def fresh(tmp_path):
    """A copy that has never been started, in a folder with a space and a Danish letter in its name."""
    root = tmp_path / "Bolig social ø"
    root.mkdir()
    for name in FILES:
        shutil.copy(ROOT / name, root / name)
    return root


@pytest.fixture
def taken():
    """A port that somebody else listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def refused(done, sentence):
    """One sentence on stderr that matches, and nothing else."""
    assert done.returncode not in (0, None)
    assert re.fullmatch(rf"dev: [^\n]*{sentence}[^\n]*\n", done.stderr), done.stderr


def test_even_an_old_python_can_read_it():
    ast.parse((ROOT / "dev").read_text(), feature_version=(3, 6))


def test_an_old_python_is_told_what_is_needed():
    dev = load(ROOT / "dev")
    assert dev.too_old((3, 11, 0)) is None
    assert dev.too_old((4, 0, 0)) is None
    assert "This is Python 3.9, and Boligsocial needs 3.11 or newer" in dev.too_old((3, 9, 18))
    refused(start("run", before="sys.version_info = (3, 9, 2)", PATH="/nowhere"), r"needs 3\.11 or newer")


def test_a_port_in_use_is_named_before_anything_is_installed(taken, fresh):
    done = start("run", "--port", str(taken), root=fresh)
    refused(done, rf"Port {taken} is in use; try \./dev run --port \d+\.")
    assert not (fresh / ".venv").exists()


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "80.5", "٨٠"])
def test_what_is_no_port_is_refused(port):
    refused(start("run", f"--port={port}"), "is no port")


def test_a_foreign_address_is_refused():
    refused(start("run", "--host", "192.0.2.1"), "is no address of this computer")


def test_an_unknown_command_is_answered_with_the_known_ones():
    refused(start("rnu"), r"rnu is no command: there are [a-z, ]*run, [a-z, ]*test")


def test_help_names_every_command():
    done = start()
    assert done.returncode == 0
    for name in load(ROOT / "dev").COMMANDS:
        assert f"./dev {name}" in done.stdout


def test_a_missing_venv_module_is_said_with_its_remedy(fresh):
    done = start("run", "--port", free_port(), root=fresh, before="sys.modules['ensurepip'] = None", PATH="/nowhere")
    refused(done, r"sudo apt install python3\.\d+-venv")


def test_no_network_is_said_in_one_sentence(fresh):
    """Behind a proxy that does not answer, after the virtual environment has been made."""
    nowhere = dict.fromkeys(("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"), "http://127.0.0.1:9")
    done = start("setup", root=fresh, PATH="/nowhere", PIP_NO_CACHE_DIR="1", NO_PROXY="", no_proxy="", **nowhere)
    refused(done, "No connection to the package registry")
    # What was left half-made does not count as made the next time.
    assert not (fresh / ".venv" / "installed-by-dev").read_text().strip()


def test_demonstration_doors_open_only_where_nothing_says_otherwise(fresh, monkeypatch):
    monkeypatch.delenv("DEBUG", raising=False)
    monkeypatch.delenv("DEMO", raising=False)
    dev = load(fresh / "dev")
    assert (dev.trial_env()["DEBUG"], dev.trial_env()["DEMO"]) == ("on", "on")
    (fresh / ".env").write_text("DEMO=off\n")
    assert dev.trial_env()["DEMO"] == "off"
    # A production's .env: ./dev manage must not turn a real site into a demonstration.
    (fresh / ".env").write_text("# DEBUG=on\nexport DEBUG='off'\n")
    assert "DEMO" not in dev.trial_env()
    assert "DEBUG" not in dev.trial_env()


def test_a_missing_postgresql_is_said_with_its_remedy(monkeypatch):
    monkeypatch.setattr(cluster, "FOLDERS", ())
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SystemExit, match="sudo apt install postgresql-postgis"):
        cluster.programs()


def test_a_missing_postgis_is_told_from_a_missing_postgresql(monkeypatch, tmp_path):
    folder = tmp_path / "15" / "bin"
    folder.mkdir(parents=True)
    (folder / "initdb").touch()
    monkeypatch.setattr(cluster, "FOLDERS", (f"{tmp_path}/*/bin",))
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SystemExit, match="PostGIS, PostgreSQL's extension for geometry, is not installed"):
        cluster.programs()


def test_run_serves_the_sign_in_page_and_ends_quietly(tmp_path):
    """The whole of it, in a new database: migrated, filled, served, stopped with Ctrl-C."""
    port = free_port()
    env = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/run.sqlite3", "ENV_FILE": os.devnull}
    command = [sys.executable, str(ROOT / "dev"), "run", "--port", port]
    server = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        said = ""
        while f"Boligsocial is ready: http://127.0.0.1:{port}/" not in said:
            line = server.stdout.readline()
            assert line, server.stderr.read()
            said += line
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as page:
            assert page.status == 200
            assert '<html lang="da"' in page.read().decode()
    finally:
        server.send_signal(signal.SIGINT)
        try:
            _, complaints = server.communicate(timeout=60)
        finally:
            server.kill()
    assert complaints == ""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])
