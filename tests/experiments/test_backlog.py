"""What a process has yet to begin of a run, and when it looks for more."""

from __future__ import annotations

import pytest

from app.evaluation.targets import TargetOutput
from app.experiments import backlog as module
from app.experiments.backlog import Backlog
from app.experiments.units import Earlier, Unit

RUN = 7


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    calls: list[int] = []
    monkeypatch.setattr(module, "wake", lambda: calls.append(1))
    return calls


def units(count: int) -> list[Unit]:
    return [Unit(number, {}, 1, Earlier(None, TargetOutput())) for number in range(count)]


def is_wanted(backlog: Backlog) -> bool:
    return {"run_id": RUN} not in backlog.enough()


def test_a_shard_that_is_being_loaded_is_enough_for_the_moment(woken: list[int]) -> None:
    backlog = Backlog()
    with backlog.loading(RUN):
        assert not is_wanted(backlog)
        assert woken == []
    assert is_wanted(backlog)
    assert woken == [1]


def test_a_large_shard_is_enough_until_so_many_are_left_as_can_be_in_work(woken: list[int]) -> None:
    backlog = Backlog()
    with backlog.beginning(RUN, units(10), lambda: 4) as left:
        wanted = [(is_wanted(backlog), len(woken)) for _ in left]
    assert wanted == [(False, 0)] * 6 + [(True, 1)] * 4
    assert woken == [1]


def test_a_shard_smaller_than_what_can_be_in_work_leaves_room_for_the_next_at_once(woken: list[int]) -> None:
    backlog = Backlog()
    loading = backlog.loading(RUN)
    loading.__enter__()
    with backlog.beginning(RUN, units(3), lambda: 50):
        assert not is_wanted(backlog)
        loading.__exit__(None, None, None)
        assert is_wanted(backlog)
        assert woken == [1]


def test_nothing_is_kept_of_a_run_that_is_through(woken: list[int]) -> None:
    backlog = Backlog()
    with backlog.loading(RUN), backlog.beginning(RUN, units(2), lambda: 1) as left:
        assert len(list(left)) == 2
    assert (backlog._loading, backlog._left, backlog._enough, backlog._full) == ({}, {}, {}, set())
