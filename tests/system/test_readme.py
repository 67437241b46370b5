from __future__ import annotations

import re
import shlex

import click
import pytest
import yaml
from graphql import parse, validate

from app.cli import app
from app.client.conditions import condition
from app.client.evaluation_file import evaluation
from app.core.settings import PREFIX, Settings
from graphql_schema.schema import schema
from tests.system.conftest import ROOT

README = (ROOT / "README.md").read_text()
HUMANEVAL = (ROOT / "docs" / "humaneval.md").read_text()
CI = (ROOT / "docs" / "ci.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README + HUMANEVAL + CI, re.MULTILINE | re.DOTALL)


def shown(value: object) -> str:
    """A default as it would stand in an `.env` file."""
    if isinstance(value, list) or value is None:
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def table() -> str:
    """The settings as README has to list them."""
    rows = (
        f"| `{PREFIX}{name.upper()}` | {shown(field.get_default(call_default_factory=True))} | {field.description} |"
        for name, field in Settings.model_fields.items()
    )
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows])


def test_every_setting_is_listed_as_it_is() -> None:
    assert table() in README, f"README should have:\n{table()}"


@pytest.mark.parametrize("document", blocks("graphql"))
def test_operations_fit_the_schema(document: str) -> None:
    assert validate(schema._schema, parse(document)) == []


@pytest.mark.parametrize("text", [text for text in blocks("yaml") if "\nevaluators:" in text])
def test_evaluations_are_understood(text: str) -> None:
    assert [condition(asked) for asked in evaluation(yaml.safe_load(text)).fail_if]


def test_there_are_operations_and_commands() -> None:
    assert len(blocks("graphql")) >= 3
    assert len(commands()) >= 5


def commands() -> list[list[str]]:
    """The words of every call of ours in a shell block."""
    lines = "\n".join(blocks("sh")).replace("\\\n", " ").splitlines()
    return [words[1:] for line in lines if (words := shlex.split(line, comments=True)) and words[0] == "graphloop"]


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_commands_exist_with_their_options(words: list[str]) -> None:
    command: click.Command = app
    for word in words:
        if word.startswith("-"):
            name = word.partition("=")[0]
            assert any(name in parameter.opts for parameter in command.params), f"{command.name} has no {name}"
        elif isinstance(command, click.Group):
            assert word in command.commands, f"there is no command {word}"
            command = command.commands[word]


def test_evaluations_and_prompts_can_be_read() -> None:
    shown = [yaml.safe_load(block) for block in blocks("yaml")]
    evaluations = [evaluation(block) for block in shown if "evaluators" in block]
    assert [condition(text) for one in evaluations for text in one.fail_if]
    assert any("messages" in block for block in shown)


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", README):
        assert (ROOT / target).exists(), target
