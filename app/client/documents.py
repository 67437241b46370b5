"""Files that people write: YAML with the extra `ci`, JSON always."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from app.core.errors import Invalid

_ENDINGS = {".yaml", ".yml"}


class YamlMissing(Invalid):
    """YAML files need the extra `ci`; run: pip install 'graphloop[ci]'. A .json file does without."""

    code = "YAML_MISSING"


class UnreadableFile(Invalid):
    """The file cannot be read."""

    code = "UNREADABLE_FILE"


def read(file: Path) -> Any:
    """What a file says."""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{file} cannot be read: {error}") from None
    return _yaml(file, text) if file.suffix in _ENDINGS else _json(file, text)


def write(file: Path, content: Any) -> None:
    """Write a file that `read` understands, with long texts as people would write them."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.suffix not in _ENDINGS:
        file.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2) + b"\n")
        return
    yaml = _library()

    class Dumper(yaml.SafeDumper):  # type: ignore[misc, name-defined]
        """Writes texts of several lines as blocks."""

    def text(dumper: Any, value: str) -> Any:
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)

    Dumper.add_representer(str, text)
    file.write_text(yaml.dump(content, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=1_000_000), "utf-8")


def _library() -> Any:
    try:
        import yaml
    except ImportError:
        raise YamlMissing from None
    return yaml


def _yaml(file: Path, text: str) -> Any:
    yaml = _library()
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise UnreadableFile(f"{file} is not YAML: {' '.join(str(error).split())}") from None


def _json(file: Path, text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise UnreadableFile(f"{file} is not JSON: {error}") from None
