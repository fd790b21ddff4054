"""The migrations make what the models say, on both databases."""

import flask_migrate


def test_nothing_is_left_to_migrate(app, capsys):
    with app.app_context():
        flask_migrate.check()
