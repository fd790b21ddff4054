"""Static files under names that hold a hash of their content, compressed once, cached for ever."""

from __future__ import annotations

import functools
import gzip
import hashlib
import pathlib
import re

import brotli
from flask import Flask
from whitenoise import WhiteNoise

STATIC = pathlib.Path(__file__).parent / "static"
COMPRESSED = {".css", ".js", ".svg", ".json", ".webmanifest"}
SERVED = COMPRESSED | {".woff2", ".png", ".ico", ".txt"}
ASSETS = "trygt_assets"
IMPORTED = re.compile(rb'(?:(?<=from "\./)|(?<=import\("\./))[\w-]+\.js(?="\)?;)')


def init_app(app: Flask) -> None:
    """Lay the files out under the instance folder, serve them from there, and give templates asset()."""
    folder = pathlib.Path(app.config["INSTANCE"]) / "assets"
    urls = {name: f"/static/{_laid_out(name, folder)}" for name in _sources()}
    hashed = frozenset(urls.values())
    served = WhiteNoise(app.wsgi_app, max_age=60, immutable_file_test=lambda _path, url: url in hashed)
    served.add_files(str(folder), prefix="static/")
    app.wsgi_app = served  # type: ignore[method-assign]
    app.jinja_env.globals["asset"] = urls.__getitem__
    app.extensions[ASSETS] = urls


@functools.cache
def _sources() -> dict[str, pathlib.Path]:
    return {
        str(path.relative_to(STATIC)): path
        for path in sorted(STATIC.rglob("*"))
        if path.is_file() and path.suffix in SERVED
    }


def _laid_out(name: str, folder: pathlib.Path) -> str:
    """Write the file and its compressed twins unless they are there; return its hashed name."""
    content, hashed = _content(name), _hashed(name)
    target = folder / hashed
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.suffix in COMPRESSED:
            _write(target.with_name(target.name + ".br"), brotli.compress(content))
            _write(target.with_name(target.name + ".gz"), gzip.compress(content, 9, mtime=0))
        _write(target, content)
    return hashed


@functools.cache
def _content(name: str) -> bytes:
    """The file as it is served: a script imports its siblings under the names that they are served by."""
    content = _sources()[name].read_bytes()
    if not name.endswith(".js"):
        return content
    folder = pathlib.PurePosixPath(name).parent
    return IMPORTED.sub(lambda found: _hashed(f"{folder}/{found[0].decode()}").rpartition("/")[2].encode(), content)


def _hashed(name: str) -> str:
    suffix = pathlib.PurePosixPath(name).suffix
    return f"{name.removesuffix(suffix)}.{hashlib.sha256(_content(name)).hexdigest()[:12]}{suffix}"


def _write(target: pathlib.Path, content: bytes) -> None:
    """Write beside and rename, because several processes may start at once."""
    beside = target.with_name(f".{target.name}.new")
    beside.write_bytes(content)
    beside.replace(target)
