"""Evaluators that come with Graphloop: judges, metrics and code that are made into evaluators of one's own."""

from app.evaluation.presets import agents, conversation, measures, quality, retrieval, safety
from app.evaluation.presets.preset import Preset, UnknownPreset

__all__ = ["Preset", "UnknownPreset", "preset_of", "presets"]

_ALL = (*quality.PRESETS, *safety.PRESETS, *conversation.PRESETS, *retrieval.PRESETS, *agents.PRESETS, *measures.PRESETS)
_BY_KEY = {preset.key: preset for preset in _ALL}


def presets() -> tuple[Preset, ...]:
    """All that there are, those of a category together."""
    return _ALL


def preset_of(key: str) -> Preset:
    """The preset of a key."""
    found = _BY_KEY.get(key)
    if found is None:
        raise UnknownPreset(f"There is no preset `{key}`; `evaluatorPresets` lists those that there are.")
    return found
