"""How large datasets may be in this installation, and where it keeps the files that belong to them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.core.settings import Settings


@dataclass(frozen=True, slots=True)
class Limits:
    """What settings say about datasets."""

    max_items: int = 5_000_000
    max_columns: int = 100
    max_item_bytes: int = 200_000
    export_days: int = 7
    folder: Path = Path("data")

    @property
    def exports(self) -> Path:
        """Where the files of exports are."""
        return self.folder / "exports"


_limits = Limits()


def limits_of(settings: Settings) -> Limits:
    """The limits that settings describe."""
    return Limits(
        settings.max_dataset_items,
        settings.max_dataset_columns,
        settings.max_item_bytes,
        settings.export_days,
        settings.data_dir,
    )


def use_limits(limits: Limits) -> None:
    """Let this process's datasets have these limits from now on."""
    global _limits
    _limits = limits


def limits() -> Limits:
    """The limits of this process's datasets."""
    return _limits
