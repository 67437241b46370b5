"""What is secret of a target: encrypted, and bound to the version and the host it is for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from app.evaluation.models import EvalTargetVersion
from app.llm.providers import providers


def host_of(config: Mapping[str, Any]) -> str:
    """The host that a frozen configuration leads to; empty for one that leads to none."""
    return urlsplit(config.get("url") or "").netloc


def sealed(secrets: Mapping[str, str], *, version_id: int, space_id: int, host: str) -> dict[str, str]:
    """Secrets as they are stored."""
    box = providers().box
    return {name: box.encrypt(value, context=_context(name, version_id, space_id, host)) for name, value in secrets.items()}


def opened(version: EvalTargetVersion) -> dict[str, str]:
    """The secrets of a version, in clear; raises `SecretUnreadable` if they were changed."""
    box, host = providers().box, host_of(version.config)
    return {
        name: box.decrypt(value, context=_context(name, version.id, version.space_id, host))
        for name, value in (version.secrets or {}).items()
    }


def _context(name: str, version_id: int, space_id: int, host: str) -> tuple[str, ...]:
    return ("eval_target_version", "secrets", name, str(version_id), str(space_id), host)
