"""HTTP only: find, ask, call one verb, redirect; otherwise render."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter

from app.views import (
    aborts,
    about,
    access_log,
    account,
    addresses,
    afterwards,
    assessments,
    board,
    board_lists,
    drills,
    errands,
    escalations,
    exports,
    follow_ups,
    holds,
    imports,
    insight,
    internal,
    measures,
    meetings,
    menu,
    offline,
    passkeys,
    passwords,
    places,
    reports,
    results,
    sign_in,
    single_sign_on,
    staff,
    threats,
    trainings,
    transfers,
    unit_tree,
    units,
    watches,
)


class Id(IntegerConverter):
    """The id of a row in an address: what no row can have is no address, and never a question to the database."""

    regex = r"[1-9][0-9]{0,17}"


def init_app(app: Flask) -> None:
    """Hang the doors."""
    app.url_map.converters["int"] = Id
    for room in (meetings, assessments, results, errands, watches, board, sign_in, account, addresses, internal):
        app.register_blueprint(room.blueprint)
    for room in (unit_tree, staff, imports, transfers, passwords, single_sign_on, passkeys):
        app.register_blueprint(room.blueprint)
    for room in (aborts, escalations, threats, drills, follow_ups, units, access_log, trainings, places):
        app.register_blueprint(room.blueprint)
    for room in (measures, afterwards, board_lists, about, holds, reports, insight, exports):
        app.register_blueprint(room.blueprint)
    offline.init_app(app)
    app.context_processor(menu.open_doors)
    app.jinja_env.globals["navigation"] = menu.navigation
