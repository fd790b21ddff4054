"""Takes the bytes of an uploaded file for text: UTF-8, or the Windows encoding of an older Excel; nothing else."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import IO, Any

from app.domain.text import _

UTF8, WINDOWS = "utf-8-sig", "cp1252"
CHUNK = 65_536
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
OTHER_THINGS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF")
WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class NotATable(ValueError):
    """The file as a whole cannot be used; the bokmål sentence says why and what to do, with values."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence, values)
        self.sentence, self.values = sentence, values


def lines_of(file: IO[bytes]) -> Iterator[str]:
    """The lines of a text file, one at a time, with their line breaks. Raises NotATable for what is no text."""
    encoding = _encoding(file)
    file.seek(0)
    return iter(io.TextIOWrapper(io.BufferedReader(_Lent(file)), encoding=encoding, newline=""))


def _encoding(file: IO[bytes]) -> str:
    """What the bytes are written in, read once through in chunks."""
    file.seek(0)
    begins = file.read(8)
    if begins.startswith(WORKBOOKS):
        raise NotATable(_("Dette er en Excel-arbeidsbok. Velg «Lagre som» i Excel, og filtypen «CSV UTF-8»."))
    if begins.startswith(OTHER_THINGS):
        raise NotATable(_("Dette er et bilde eller et dokument, ikke en tabell. Velg en CSV-fil."))
    file.seek(0)
    utf8, windows = (codecs.getincrementaldecoder(each)() for each in (UTF8, WINDOWS))
    is_utf8 = is_windows = True
    while chunk := file.read(CHUNK):
        if b"\x00" in chunk or begins.startswith(WIDE):
            raise NotATable(_("Filen har tegn som ikke hører hjemme i en tabell. Lagre den på nytt som «CSV UTF-8»."))
        is_utf8 = is_utf8 and _fits(utf8, chunk)
        is_windows = is_windows and _fits(windows, chunk)
    if is_utf8 and _fits(utf8, b"", final=True):
        return UTF8
    if is_windows:
        return WINDOWS
    raise NotATable(_("Vi klarer ikke å lese bokstavene i filen. Lagre den på nytt som «CSV UTF-8»."))


def _fits(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


class _Lent(io.RawIOBase):
    """Somebody else's file: closing what wraps it leaves it open."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        read = self._file.read(len(buffer))
        buffer[: len(read)] = read
        return len(read)
