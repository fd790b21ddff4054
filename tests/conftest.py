"""What every test has at hand. The fixtures themselves stand in the files named here."""

import os

import hypothesis

pytest_plugins = ("tests.clock", "tests.databases", "tests.people")

# Settings of whoever runs the tests must not leak into them.
for setting in [name for name in os.environ if name.startswith("TRYGT_")]:
    del os.environ[setting]

hypothesis.settings.register_profile("house", deadline=None, derandomize="CI" in os.environ, print_blob=True)
hypothesis.settings.register_profile("deep", deadline=None, print_blob=True, database=None, max_examples=1000)
hypothesis.settings.load_profile("house")
