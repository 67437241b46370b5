"""`graphloop demo --once`, on an empty folder and again on the same one."""

from __future__ import annotations

import re

from tests.system.conftest import Command


def test_demo_shows_a_login_an_experiment_and_its_results(graphloop: Command) -> None:
    for time in (1, 2):
        done = graphloop("demo", "--once", COLUMNS="120")
        assert done.returncode == 0, done.stderr
        assert re.search(r"http://127\.0\.0\.1:\d+/graphql", done.stdout)
        assert re.search(r"demo@example\.com, password \S{8,}", done.stdout)
        assert f"Run {time}: SUCCEEDED" in done.stdout
        assert "24/24" in done.stdout
        for metric in ("passes its tests", "like the reference", "clear", "weighted_score"):
            assert re.search(rf"│ {metric} +│ +24 │", done.stdout), done.stdout
