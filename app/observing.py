"""Structured logs without personal data, and counts of what was asked and how long it took."""

from __future__ import annotations

import functools
import logging
import re
import sys
import time
import traceback
from logging.handlers import WatchedFileHandler

import structlog
from flask import Flask, Response, g, request
from prometheus_client import Counter, Histogram

ANSWERS = Counter("trygt_answers", "Answers by endpoint, method and status", ["endpoint", "method", "status"])
SECONDS = Histogram("trygt_seconds", "Seconds to answer, by endpoint", ["endpoint"])

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

# Signs that steer a terminal or turn a line around. JSON writes most of them as letters; these it would let through.
STEERING = re.compile(r"[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")

# What may stand in a log line beside the event: codes and ids of ours. Everything else is dropped.
SAID = frozenset(
    {
        "event",
        "level",
        "logger",
        "timestamp",
        "endpoint",
        "reason",
        "person",
        "action",
        "stream",
        "by_id",
        "about_id",
        "unit_id",
        "at",
        "exception",
        "status",
        "seconds",
        "count",
        "kind",
        "number",
        "hash",
    }
)


def init_app(app: Flask) -> None:
    """Count each answer; write logs as JSON lines to standard error, with only the fields that may be said."""
    app.before_request(_begin)
    app.after_request(_count)
    if not app.config.get("TESTING"):
        _write_json_lines(app)


def _begin() -> None:
    g.began = time.perf_counter()


def _count(response: Response) -> Response:
    asked = request._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 - once, not at each attribute
    method = asked.method if asked.method in METHODS else "other"  # anybody may make one up, and each would be kept
    answers, seconds = _counters(asked.endpoint or "none", method, response.status_code)
    answers.inc()
    seconds.observe(time.perf_counter() - g.get("began", time.perf_counter()))
    return response


@functools.lru_cache(maxsize=1024)
def _counters(endpoint: str, method: str, status: int) -> tuple[Counter, Histogram]:
    return ANSWERS.labels(endpoint, method, status), SECONDS.labels(endpoint)


def only_what_may_be_said(_logger: object, _name: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """The drop-list turned round: a field that is not known to be harmless is left out."""
    return {name: value for name, value in line.items() if name in SAID or name.startswith("_")}


def without_steering(_logger: object, _name: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Texts that stay in their line, and do nothing to the screen of whoever reads it."""
    return {name: STEERING.sub(" ", value) if isinstance(value, str) else value for name, value in line.items()}


def trace_without_values(_logger: object, _name: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Where it went wrong and with which kinds of error; never their messages, which quote what people typed."""
    failed = line.pop("exc_info", None)
    error = failed[1] if isinstance(failed, tuple) else failed
    if isinstance(error, BaseException):
        line["exception"] = "".join(_told(error))
    return line


def _told(error: BaseException) -> list[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    kind = f"{type(error).__module__}.{type(error).__qualname__}\n"
    return [*(_told(before) if before else []), *traceback.format_tb(error.__traceback__), kind]


def json_lines() -> logging.Formatter:
    """How each record is written: one line of JSON, with what may be said and nothing else."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_logger_name,
            structlog.stdlib.add_log_level,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            trace_without_values,
            only_what_may_be_said,
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            without_steering,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


def _write_json_lines(app: Flask) -> None:
    writer = logging.StreamHandler(sys.stderr)
    writer.setFormatter(json_lines())
    ours = logging.getLogger("trygt")
    ours.handlers, ours.propagate = [writer], False
    ours.setLevel(logging.INFO)
    _write_access_lines(app.config["ACCESS_LOG"])


def _write_access_lines(target: str) -> None:
    """The access log as lines of CEF and nothing else: to standard output, to a file, or nowhere but the database."""
    lines = logging.getLogger("trygt.access_log")
    lines.propagate = False
    writer: logging.Handler = logging.NullHandler()
    if target == "stdout":
        writer = logging.StreamHandler(sys.stdout)
    elif target != "off":
        writer = WatchedFileHandler(target, encoding="utf-8", delay=True)
    writer.setFormatter(logging.Formatter("%(message)s"))
    lines.handlers = [writer]
