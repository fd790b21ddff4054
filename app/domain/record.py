"""How the record is proved whole: where a chain of lines breaks and why, and the anchors over all of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from app.domain.events import NO_EVENT, chained_hash

# How far away in its own timeline a line is looked for that stands in the wrong place.
AS_FAR_AS = 200


class Why(enum.StrEnum):
    """In which way the record is broken, as `flask log verify` says it."""

    CHANGED = "changed: the line does not fit its own hash"
    MOVED = "swapped: another line stands here"
    REMOVED = "removed: the line is not there"
    REWRITTEN = "changed: this line does not follow from the one before, so one of the two was made anew"
    CUT_OFF = "removed: the head says that there is a line here"
    HEAD = "the head does not agree with the last line"
    AFTER_HEAD = "there are lines after the head"
    NO_SUBJECT = "the timeline belongs to nothing that is there"
    TOMBSTONE = "the tombstone does not agree with what the unit's timeline tells of it"
    NOT_REMOVED = "there is a tombstone, and something is still there"
    NO_TOMBSTONE = "the unit's timeline tells of a tombstone that is not there"
    ANCHORED = "the anchor saw another line here"
    ANCHOR = "the anchor does not fit its own hash, or does not follow from the one before"
    ANCHOR_GONE = "the anchor is not there, or is not the one that was kept"


@dataclasses.dataclass(frozen=True)
class Break:
    """Where the record is broken: a timeline and the number of a line (or "anchor" and its number), and why."""

    stream: str
    number: int
    why: Why

    def __str__(self) -> str:
        return f"{self.stream}, line {self.number}: {self.why.value}"


class Follower:
    """Follows the lines of many timelines, each in order, and says where one breaks. Remembers one line."""

    def __init__(self) -> None:
        self.lines = self.streams = 0
        self._stream = ""
        self._start("")

    def _start(self, stream: str) -> None:
        self._stream, self._number, self._hash, self._is_sound = stream, 0, NO_EVENT, True

    def follow(self, line: Any) -> Iterator[Break]:
        """The next line: stream, number, kind, at, by_id, facts, previous_hash, hash."""
        if line.stream != self._stream:
            self._start(line.stream)
            self.streams += 1
        self.lines += 1
        fits = _hash_of(line, line.number) == line.hash
        follows = line.number == self._number + 1
        was_sound, self._is_sound = self._is_sound, fits and follows
        if not follows:
            yield Break(line.stream, self._number + 1, Why.REMOVED)
        if not fits:
            yield Break(line.stream, line.number, _why_unfit(line))
        elif follows and was_sound and line.previous_hash != self._hash:
            yield Break(line.stream, line.number, Why.REWRITTEN)
        self._number, self._hash = line.number, line.hash


def _hash_of(line: Any, number: int) -> str:
    about = {"kind": line.kind, "at": line.at, "by_id": line.by_id, "facts": line.facts}
    return chained_hash(line.previous_hash, stream=line.stream, number=number, **about)


def _why_unfit(line: Any) -> Why:
    near = range(max(1, line.number - AS_FAR_AS), line.number + AS_FAR_AS + 1)
    return Why.MOVED if any(_hash_of(line, number) == line.hash for number in near) else Why.CHANGED


@dataclasses.dataclass(frozen=True, order=True)
class Head:
    """The last line of a timeline at some moment."""

    stream: str
    number: int
    hash: str


def digest_of(heads: Iterable[Head]) -> str:
    """SHA-256 (64 hex digits) over heads, whatever order they come in."""
    told = [[head.stream, head.number, head.hash] for head in sorted(heads)]
    return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()


def anchor_hash(previous: str, *, number: int, at: dt.datetime, last_event_id: int, heads: int, digest: str) -> str:
    """SHA-256 over an anchor and the one before it, NO_EVENT for the first. This is what is kept elsewhere."""
    told = [previous, number, at.astimezone(dt.UTC).isoformat(), last_event_id, heads, digest]
    return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()
