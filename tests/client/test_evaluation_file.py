"""Files that describe evaluations."""

from __future__ import annotations

from typing import Any

import pytest

from app.client.evaluation_file import EvaluationFile, InvalidEvaluationFile, evaluation

GIVEN: dict[str, Any] = {
    "name": "triage",
    "dataset": "tickets@1.0.0",
    "target": {"prompt": {"key": "support/triage", "label": "staging", "inputs": {"ticket": "ticket"}}},
    "evaluators": [{"evaluator": "exact@1.0.0", "inputs": {"output": "$output", "expected": "expected"}}],
    "concurrency": 5,
    "failIf": "exact.mean < 0.9",
}


def test_a_file_says_what_an_evaluation_is() -> None:
    found = evaluation(GIVEN)
    assert (found.name, found.dataset, found.settings) == ("triage", "tickets@1.0.0", {"concurrency": 5})
    assert found.fail_if == ("exact.mean < 0.9",)
    assert found.target == GIVEN["target"]


def test_a_prompt_may_be_just_its_key() -> None:
    assert evaluation(GIVEN | {"target": {"prompt": "support/triage"}}).target == {"prompt": {"key": "support/triage"}}


def test_the_same_at_another_label_or_version_keeps_the_rest() -> None:
    found = evaluation(GIVEN)
    inputs = {"ticket": "ticket"}
    assert found.at(label="production").target == {
        "prompt": {"key": "support/triage", "inputs": inputs, "label": "production"}
    }
    assert found.at(version="1.0.0").target == {"prompt": {"key": "support/triage", "inputs": inputs, "version": "1.0.0"}}


def test_only_prompts_have_labels_and_versions() -> None:
    found: EvaluationFile = evaluation(GIVEN | {"target": {"column": "expected"}})
    with pytest.raises(InvalidEvaluationFile, match="needs a prompt"):
        found.at(label="production")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": ""}, "`name` is missing"),
        ({"name": 3}, "`name` has to be text"),
        ({"dataset": None}, "`dataset` is missing"),
        ({"target": {"prompt": "a", "column": "b"}}, "one of `prompt`, `model` and `column`"),
        ({"target": "support/triage"}, "one of `prompt`, `model` and `column`"),
        ({"target": {"prompt": {"label": "a"}}}, "has a `key`"),
        ({"target": {"prompt": {"key": "a", "label": "b", "version": "1.0.0"}}}, "a `version` or a `label`"),
        ({"target": {"prompt": {"key": "a", "labels": "b"}}}, "`target.prompt.labels` means nothing here"),
        ({"evaluators": ["exact"]}, "a list of objects"),
        ({"evaluators": [{"evaluator": "exact", "threshold": 1}]}, "`evaluators.0.threshold` means nothing here"),
        ({"fail_if": "x"}, "`fail_if` means nothing here; there are"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(change: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidEvaluationFile) as refused:
        evaluation(GIVEN | change)
    assert told in refused.value.message


@pytest.mark.parametrize("given", [None, [], "triage"])
def test_a_file_holds_an_object(given: Any) -> None:
    with pytest.raises(InvalidEvaluationFile):
        evaluation(given)
