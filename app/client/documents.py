"""Files that people write: YAML with the extra `ci`, JSON always."""

from __future__ import annotations

import re
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


class UnwritableFile(Invalid):
    """The file cannot be written."""

    code = "UNWRITABLE_FILE"


def read(file: Path) -> Any:
    """What a file says."""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{file} cannot be read: {error}") from None
    return _yaml(file, text) if file.suffix in _ENDINGS else _json(file, text)


def write(file: Path, content: Any) -> None:
    """Write a file that `read` understands, with long texts as people would write them."""
    write_text(file, _as_yaml(content) if file.suffix in _ENDINGS else _as_json(content))


def write_text(file: Path, text: str) -> None:
    """Write a file, in a folder that is made if need be."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    except OSError as error:
        raise UnwritableFile(f"{file} cannot be written: {error}") from None


def put(file: Path, name: str, value: str) -> None:
    """Change one entry of a file and leave the rest as people wrote it, comments and all."""
    changed = read(file) | {name: value}
    if file.suffix in _ENDINGS:
        text = file.read_text("utf-8")
        line = f"{name}: {orjson.dumps(value).decode()}"
        edited, count = re.subn(rf"^{name}:.*$", lambda _: line, text, count=1, flags=re.MULTILINE)
        edited = edited if count else f"{text.rstrip()}\n{line}\n"
        if _yaml_or_none(edited) == changed:
            write_text(file, edited)
            return
    write(file, changed)


def _as_json(content: Any) -> str:
    return orjson.dumps(content, option=orjson.OPT_INDENT_2).decode() + "\n"


def _as_yaml(content: Any) -> str:
    yaml = _library()

    class Dumper(yaml.SafeDumper):  # type: ignore[misc, name-defined]
        """Writes texts of several lines as blocks."""

    def text(dumper: Any, value: str) -> Any:
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)

    Dumper.add_representer(str, text)
    written: str = yaml.dump(content, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=1_000_000)
    return written


def _yaml_or_none(text: str) -> Any:
    yaml = _library()
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return None


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
