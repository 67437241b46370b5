from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog

from app.core.logs import bind, configure_logs, get_logger, log_access, request_id


@pytest.fixture(autouse=True)
def _restored_logging() -> Iterator[None]:
    """Leave logging as it was, for the tests that follow."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """The JSON lines written so far."""
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_line_says_when_where_and_what(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info", "json")
    get_logger("app.runner").info("job.started", job_id=7)
    [line] = lines(capsys)
    assert datetime.fromisoformat(line.pop("timestamp")).tzinfo == UTC
    assert line == {"event": "job.started", "level": "info", "logger": "app.runner", "job_id": 7}


def test_loggers_made_before_configuring_take_part(capsys: pytest.CaptureFixture[str]) -> None:
    early = structlog.get_logger("early")
    configure_logs("info", "json")
    early.info("late")
    [line] = lines(capsys)
    assert (line["logger"], line["event"]) == ("early", "late")


def test_libraries_write_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info", "json")
    logging.getLogger("uvicorn.error").warning("Port %d is taken", 80, extra={"color_message": "red"})
    [line] = lines(capsys)
    assert (line["event"], line["level"], line["logger"]) == ("Port 80 is taken", "warning", "uvicorn.error")
    assert "color_message" not in line


def test_configuring_twice_writes_each_line_once(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info", "json")
    configure_logs("info", "json")
    logging.getLogger("library").error("once")
    assert len(lines(capsys)) == 1


async def test_request_id_and_bound_values_reach_every_line_below(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info", "json")
    token = request_id.set("r1")
    with bind(run_id=5):
        await asyncio.gather(_log_from_a_task())
        logging.getLogger("library").info("from a library")
    request_id.reset(token)
    get_logger("app").info("after")
    first, second, after = lines(capsys)
    assert {first["request_id"], second["request_id"]} == {"r1"}
    assert {first["run_id"], second["run_id"]} == {5}
    assert "request_id" not in after
    assert "run_id" not in after


async def _log_from_a_task() -> None:
    get_logger("app").info("from a task")


def test_access_line_leaves_out_the_query(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info", "json")
    log_access(method="GET", path="/graphql?token=abc", status=200, duration_ms=1.2345, actor_id=9)
    [line] = lines(capsys)
    assert (line["path"], line["status"], line["duration_ms"], line["actor_id"]) == ("/graphql", 200, 1.23, 9)


def test_secrets_are_hidden_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info", "json")
    get_logger("app").info("sent", password="p1", session_token="p2", headers={"Authorization": "p3"}, input_tokens=4)
    [line] = lines(capsys)
    assert (line["password"], line["session_token"], line["headers"]) == ("***", "***", {"Authorization": "***"})
    assert line["input_tokens"] == 4


@pytest.mark.parametrize("format", ["json", "console"])
def test_traceback_shows_no_local_variables(format: Any, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info", format)
    _fail_with_a_secret_nearby()
    written = capsys.readouterr().err
    assert "ZeroDivisionError" in written
    assert "hunter" not in written


def _fail_with_a_secret_nearby() -> None:
    half = "hun"
    nearby = half + "ter"
    try:
        len(nearby) / 0
    except ZeroDivisionError:
        get_logger("app").exception("failed")
        logging.getLogger("library").exception("failed")


def test_level_silences_what_is_below(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("warning", "json")
    get_logger("app").info("quiet")
    logging.getLogger("library").info("quiet")
    assert lines(capsys) == []


def test_statements_with_their_parameters_are_not_logged_even_at_debug() -> None:
    configure_logs("debug", "json")
    assert not logging.getLogger("tortoise.db_client").isEnabledFor(logging.DEBUG)
    assert logging.getLogger("app").isEnabledFor(logging.DEBUG)
