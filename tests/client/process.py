"""What a process does that was forked to run a command, from one that has imported what commands need."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# Not used here: importing them takes ten times as long as most commands.
import aiohttp  # noqa: F401
import yaml  # noqa: F401

from app.cli import main
from app.client import comparing, dataset_files, evaluating, prompt_files, reports  # noqa: F401


@dataclass(frozen=True)
class Command:
    """A command as a shell would call it: its words, its surroundings, and the files that take what it says."""

    words: Sequence[str]
    variables: Mapping[str, str]
    folder: Path
    said: Path
    errors: Path

    def __call__(self) -> None:
        """Be that command."""
        for file, descriptor in ((self.said, 1), (self.errors, 2)):
            with file.open("wb") as opened:
                os.dup2(opened.fileno(), descriptor)
        os.chdir(self.folder)
        os.environ.clear()
        os.environ.update(self.variables)
        sys.argv = ["graphloop", *self.words]
        main()
