"""Copies of the database, for SQLite: made while people work, proved whole before they count, and brought back.

A backup is a tar of manifest.json and the database. It takes its name only when it is complete: a kill on the way
leaves the earlier one as it was. PostgreSQL has its own tools (docs/deploying.md).
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import io
import json
import os
import pathlib
import sqlite3
import tarfile
from collections.abc import Iterator

from app.models import db
from app.services import keys

MANIFEST, DATABASE, UNFINISHED = "manifest.json", "database.sqlite", ".unfinished"
LAST_EVENT = "SELECT coalesce(max(id), 0) FROM events"


class BadBackup(ValueError):
    """The backup is not whole, is no backup, or was made by a newer program."""


class InTheWay(ValueError):
    """What would be overwritten is in use, or holds what the backup does not."""


@dataclasses.dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself: when, which schema, how large, its SHA-256, its last event and its keys' ids."""

    made_at: str
    schema: str
    size: int
    sha256: str
    last_event: int
    keys: list[str]


def live_database() -> pathlib.Path:
    """The file of the database that is at work. Raises ValueError when that is no file."""
    url = db.engine.url
    if url.get_backend_name() != "sqlite" or not url.database:
        raise ValueError("this database is not SQLite: back PostgreSQL up with pg_dump, as docs/deploying.md says")
    return pathlib.Path(url.database)


def back_up(source: pathlib.Path, target: pathlib.Path, *, now: dt.datetime) -> Manifest:
    """Copy the database to `target`, which is replaced only when the copy has been proved whole. Raises BadBackup."""
    target = target.absolute()
    _clear_up(target)
    copy, packed = _beside(target, "db"), _beside(target, "tar")
    try:
        _copy(source, copy)
        manifest = _described(copy, now)
        _pack(copy, manifest, packed)
        _take_the_place_of(packed, target)
    finally:
        _clear_up(target)
    return manifest


def verify(backup: pathlib.Path) -> Manifest:
    """What a backup says of itself, after its content was compared with it. Raises BadBackup."""
    with _unpacked(backup, backup.absolute()) as (manifest, _copy_of_it):
        return manifest


def restore(backup: pathlib.Path, target: pathlib.Path, *, known: set[str], held: set[str], force: bool) -> Manifest:
    """Put a backup in the place of the database. The earlier one stays beside it, as <name>.before-restore.

    `known` are the schemas that this program understands, `held` the ids of the keys at hand. Raises BadBackup, and
    InTheWay unless `force`: when the database is in use, holds later events, cannot be read, or a key is missing.
    One that is in use is written over under its users, in one transaction.
    """
    with _unpacked(backup, target.absolute()) as (manifest, copy):
        if manifest.schema not in known:
            raise BadBackup(f"it has the schema {manifest.schema}, which this program does not know")
        in_use = target.exists() and _is_in_use(target)
        reasons = [*_in_the_way(target, manifest, in_use=in_use), *_missing(manifest, held)]
        if reasons and not force:
            raise InTheWay("; ".join(reasons))
        if target.exists():
            _keep_earlier(target)
        if in_use:
            _copy(copy, target)
        else:
            for leftover in ("-wal", "-shm"):
                target.with_name(target.name + leftover).unlink(missing_ok=True)
            _take_the_place_of(copy, target)
    return manifest


def _copy(source: pathlib.Path, target: pathlib.Path) -> None:
    """SQLite's own online backup in one step: one moment of the database, and nobody who writes has to wait."""
    if not source.exists():
        raise BadBackup(f"there is no database at {source}")
    if not target.exists():
        target.touch(mode=0o600)
    with contextlib.closing(sqlite3.connect(source)) as reading, contextlib.closing(sqlite3.connect(target)) as writing:
        reading.backup(writing)


def _described(copy: pathlib.Path, now: dt.datetime) -> Manifest:
    with contextlib.closing(sqlite3.connect(copy)) as database:
        database.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
        _prove_whole(database)
        ((schema,),) = database.execute("SELECT version_num FROM alembic_version")
        ((last_event,),) = database.execute(LAST_EVENT)
        used = sorted(_keys_in(database))
    digest, size = _digest_of(copy)
    return Manifest(now.isoformat(), schema, size, digest, last_event, used)


def _prove_whole(database: sqlite3.Connection) -> None:
    try:
        said = [row[0] for row in database.execute("PRAGMA integrity_check")]
        broken = database.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        raise BadBackup(f"the copy cannot be read: {error}") from error
    if said != ["ok"] or broken:
        raise BadBackup(f"the copy is damaged: {said[:3]}, {len(broken)} rows that point at nothing")


def _keys_in(database: sqlite3.Connection) -> set[str]:
    """The ids of the keys that the copy's values are sealed with; a column that it does not have yet has none."""
    found: set[str] = set()
    for table, columns in keys.sealed_columns().items():
        stored = {row[1] for row in database.execute(f'PRAGMA table_info("{table.name}")')}
        for column in (each for each in columns if each.name in stored):
            sealed = f"""substr(ltrim("{column.name}", '"'), 4)"""
            asked = f"SELECT DISTINCT substr({sealed}, 1, instr({sealed}, '.') - 1) FROM {table.name}"  # nosec B608 # noqa: S608 - ours
            found |= {name for (name,) in database.execute(asked) if name}
    return found


def _pack(copy: pathlib.Path, manifest: Manifest, packed: pathlib.Path) -> None:
    packed.touch(mode=0o600)
    written = json.dumps(dataclasses.asdict(manifest), indent=1).encode()
    with tarfile.open(packed, "w") as archive:
        head = tarfile.TarInfo(MANIFEST)
        head.size = len(written)
        archive.addfile(head, io.BytesIO(written))
        archive.add(copy, DATABASE)


@contextlib.contextmanager
def _unpacked(backup: pathlib.Path, beside: pathlib.Path) -> Iterator[tuple[Manifest, pathlib.Path]]:
    """The manifest, and the database in a file of its own beside `beside`, proved to be what was backed up."""
    _clear_up(beside)
    copy = _beside(beside, "db")
    try:
        manifest = _read(backup, copy)
        if _digest_of(copy) != (manifest.sha256, manifest.size):
            raise BadBackup("its content is not what was backed up: the checksum differs")
        with contextlib.closing(sqlite3.connect(copy)) as database:
            _prove_whole(database)
        yield manifest, copy
    finally:
        _clear_up(beside)


def _read(backup: pathlib.Path, copy: pathlib.Path) -> Manifest:
    try:
        with tarfile.open(backup, "r:") as archive:
            head, body = archive.extractfile(MANIFEST), archive.extractfile(DATABASE)
            if head is None or body is None:
                raise BadBackup("it is no backup of Trygt møte")
            copy.touch(mode=0o600)
            with copy.open("wb") as file:
                while block := body.read(1 << 20):
                    file.write(block)
            return Manifest(**json.loads(head.read()))
    except (OSError, tarfile.TarError, KeyError, TypeError, ValueError) as error:
        raise BadBackup(f"it is no whole backup of Trygt møte: {error}") from error


def _is_in_use(target: pathlib.Path) -> bool:
    """Whether somebody has the database open: only the last one may leave SQLite's write-ahead log."""
    try:
        with contextlib.closing(sqlite3.connect(target, timeout=0)) as database:
            database.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        return "locked" in str(error)
    except sqlite3.DatabaseError:
        return False
    return False


def _in_the_way(target: pathlib.Path, manifest: Manifest, *, in_use: bool) -> list[str]:
    if not target.exists():
        return []
    reasons = [f"{target} is in use: stop the web processes and the workers first"] if in_use else []
    try:
        with contextlib.closing(sqlite3.connect(target)) as database:
            ((last,),) = database.execute(LAST_EVENT)
    except sqlite3.DatabaseError:
        return [*reasons, f"{target} cannot be read as a database of ours"]
    if last > manifest.last_event:
        reasons.append(f"{target} holds {last - manifest.last_event} events that the backup does not")
    return reasons


def _missing(manifest: Manifest, held: set[str]) -> list[str]:
    return [f"it is sealed with the key {each}, which is not at hand" for each in manifest.keys if each not in held]


def _keep_earlier(target: pathlib.Path) -> None:
    """A plain copy, because what is replaced may be damaged; with its log, when it was in use."""
    for ending in ("", "-wal"):
        earlier = target.with_name(target.name + ending)
        kept = target.with_name(f"{target.name}.before-restore{ending}")
        kept.unlink(missing_ok=True)
        if earlier.exists():
            kept.touch(mode=0o600)
            kept.write_bytes(earlier.read_bytes())


def _take_the_place_of(fresh: pathlib.Path, target: pathlib.Path) -> None:
    """Rename, when both the content and then the name are safely on the disk."""
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    fresh.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _beside(target: pathlib.Path, kind: str) -> pathlib.Path:
    """A name in the same folder, so that the last step is a rename."""
    return target.with_name(f"{target.name}.{os.getpid()}.{kind}{UNFINISHED}")


def _clear_up(target: pathlib.Path) -> None:
    """Remove what this backup, or one that was killed, has left behind."""
    for leftover in target.parent.glob(f"{target.name}.*{UNFINISHED}*"):
        leftover.unlink(missing_ok=True)


def _digest_of(file: pathlib.Path) -> tuple[str, int]:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest(), file.stat().st_size
