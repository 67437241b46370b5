"""What commands show in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from click import unstyle


def table(header: Sequence[str], rows: Sequence[Sequence[str]], *, numbers_from: int | None = None) -> str:
    """Lines with aligned columns; those from a place on are numbers and stand at the right."""
    first_number = len(header) if numbers_from is None else numbers_from
    widths = [max(len(unstyle(row[place])) for row in (header, *rows)) for place in range(len(header))]

    def line(cells: Sequence[str]) -> str:
        return (
            "│ " + " │ ".join(_padded(cell, widths[place], place >= first_number) for place, cell in enumerate(cells)) + " │"
        )

    rule = "─┼─".join("─" * width for width in widths)
    return "\n".join([line(header), f"├─{rule}─┤", *map(line, rows)])


def _padded(cell: str, width: int, is_number: bool) -> str:
    space = " " * (width - len(unstyle(cell)))
    return space + cell if is_number else cell + space
