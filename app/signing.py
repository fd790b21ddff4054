"""How what leaves the house and comes back is signed: HMAC with SHA-256, where the library would take SHA-1."""

import hashlib
from typing import Any

SHA256: dict[str, Any] = {"digest_method": hashlib.sha256}
