"""Links to the files of exports: whoever has one may fetch the file, until it expires."""

from __future__ import annotations

import hashlib
import hmac

from app.core.clock import now
from app.core.settings import Settings

_PURPOSE = b"link to the file of an export v1"


def link_to(settings: Settings, io_job_id: int) -> str:
    """A link to the file of an export, good for one to two times the setting's seconds."""
    seconds = settings.export_link_seconds
    # The same for everybody who asks within that time, so that answers can be shared and compared.
    expires = (int(now().timestamp()) // seconds + 2) * seconds
    address = (settings.public_url or "").rstrip("/")
    return f"{address}/api/exports/{io_job_id:x}?expires={expires}&signature={_signature(settings, io_job_id, expires)}"


def is_good(settings: Settings, io_job_id: int, expires: int, signature: str) -> bool:
    """Whether a link was made here and has not expired."""
    expected = _signature(settings, io_job_id, expires)
    return hmac.compare_digest(expected.encode(), signature.encode()) and expires > now().timestamp()


def _signature(settings: Settings, io_job_id: int, expires: int) -> str:
    key = hmac.digest(settings.secret().encode(), _PURPOSE, hashlib.sha256)
    return hmac.digest(key, f"{io_job_id:x}.{expires}".encode(), hashlib.sha256).hex()
