"""Files that people write."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.client.documents import UnreadableFile, YamlMissing, read, write

CONTENT = {
    "name": "triage",
    "messages": [{"role": "USER", "content": "One\nTwo: {{x}}\n"}],
    "weight": 0.5,
    "on": True,
    "no": None,
}


@pytest.mark.parametrize("ending", ["yaml", "yml", "json"])
def test_what_was_written_is_read(tmp_path: Path, ending: str) -> None:
    file = tmp_path / "folder" / f"prompt.{ending}"
    write(file, CONTENT)
    assert read(file) == CONTENT


def test_long_texts_are_blocks_in_yaml(tmp_path: Path) -> None:
    write(tmp_path / "prompt.yaml", CONTENT)
    assert "content: |\n    One\n    Two: {{x}}\n" in (tmp_path / "prompt.yaml").read_text()


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.yaml", "a: [1"), ("a.json", "{"), ("a.yaml", "!!python/object/apply:os.getcwd []"), ("b.yaml", None)],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, text: str | None) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(UnreadableFile, match=name):
        read(tmp_path / name)


def test_yaml_without_its_library_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "yaml", None)
    (tmp_path / "a.yaml").write_text("a: 1")
    with pytest.raises(YamlMissing, match="graphloop"):
        read(tmp_path / "a.yaml")
