"""The kinds of targets, one a file; importing this makes them known."""

from app.evaluation.target_kinds import column, model, prompt

__all__ = ["column", "model", "prompt"]
