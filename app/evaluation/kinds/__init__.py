"""The kinds of evaluators, one a file; importing this makes them known."""

from app.evaluation.kinds import builtin, code, judge

__all__ = ["builtin", "code", "judge"]
