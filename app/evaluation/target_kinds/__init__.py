"""The kinds of targets, one a file; importing this makes them known."""

from app.evaluation.target_kinds import callback, column, http, model, prompt, pushed

__all__ = ["callback", "column", "http", "model", "prompt", "pushed"]
