"""What a program wrote and when it waited for the disk, from strace; and the disk as a power cut leaves it."""

from __future__ import annotations

import dataclasses
import enum
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

CALLS = "pwrite64,write,fsync,fdatasync,ftruncate,unlink"
STRACE = ("strace", "-y", "-xx", "-s", "200000", "-e", f"trace={CALLS}", "-o")
SECTOR = 512

_CALL = re.compile(r"(\w+)\((?:\d+<([^>]*)>|\"([^\"]*)\")(?:, \"([^\"]*)\")?([^)]*)\)\s+= (-?\d+)")


class Did(enum.Enum):
    """What happened to a file."""

    WRITE = enum.auto()
    SYNC = enum.auto()
    CUT_TO = enum.auto()
    GONE = enum.auto()


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One call that went well: what, to which file, where, and with which bytes."""

    did: Did
    file: str
    at: int = 0
    content: bytes = b""


def steps(trace: Path, folder: Path) -> list[Step]:
    """The steps of a trace that touch files of this folder, named without it."""
    with trace.open(encoding="ascii", errors="replace") as lines:
        return [step for line in lines for step in _step(line, str(folder))]


def _step(line: str, folder: str) -> Iterator[Step]:
    found = _CALL.match(line)
    if found is None:
        return
    call, open_file, named, content, rest, result = found.groups()
    path = _unescaped(open_file or named or "").decode(errors="replace")
    if int(result) < 0 or not path.startswith(f"{folder}/"):
        return
    file, numbers = path.removeprefix(f"{folder}/"), [int(each) for each in re.findall(r"-?\d+", rest)]
    match call:
        case "pwrite64":
            yield Step(Did.WRITE, file, numbers[-1], _unescaped(content)[: int(result)])
        case "write":
            yield Step(Did.WRITE, file, -1, _unescaped(content)[: int(result)])
        case "fsync" | "fdatasync":
            yield Step(Did.SYNC, file)
        case "ftruncate":
            yield Step(Did.CUT_TO, file, numbers[0])
        case "unlink":
            yield Step(Did.GONE, file)


def _unescaped(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", "")) if text.startswith("\\x") else text.encode()


def after_power_cut(before: Mapping[str, bytes], done: Sequence[Step], chance: random.Random) -> dict[str, bytes]:
    """The files as they are found afterwards: of what no sync has waited for, anything may be there, or a part of it.

    `before` is what was on the disk at first; each file is written in its own order up to its last sync, and after that
    each write is there whole, not at all, or in some of its sectors.
    """
    last_sync = {step.file: number for number, step in enumerate(done) if step.did is Did.SYNC}
    files = {name: bytearray(content) for name, content in before.items()}
    for number, step in enumerate(done):
        is_safe = number < last_sync.get(step.file, -1)
        match step.did:
            case Did.WRITE:
                for at, part in _parts(step, chance) if not is_safe else [(step.at, step.content)]:
                    _put(files.setdefault(step.file, bytearray()), at, part)
            case Did.CUT_TO if is_safe or chance.random() < 0.5:
                del files.setdefault(step.file, bytearray())[step.at :]
            case Did.GONE:
                files.pop(step.file, None)
    return {name: bytes(content) for name, content in files.items()}


def _parts(step: Step, chance: random.Random) -> list[tuple[int, bytes]]:
    fate = chance.random()
    if fate < 0.4:
        return []
    if fate < 0.8:
        return [(step.at, step.content)]
    sectors = [(at, step.content[at : at + SECTOR]) for at in range(0, len(step.content), SECTOR)]
    return [(step.at + at, part) for at, part in sectors if chance.random() < 0.5]


def _put(file: bytearray, at: int, content: bytes) -> None:
    if len(file) < at:
        file.extend(bytes(at - len(file)))
    file[at : at + len(content)] = content
