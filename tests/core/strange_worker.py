"""A worker that does what it is told, good or bad."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from app.core.worker_side import Channel


def work(channel: Channel, mode: str = "") -> None:
    if mode == "broken":
        raise RuntimeError("no such library")
    while (request := channel.receive()) is not None:
        word, _, rest = request.decode().partition(" ")
        if word == "hang":
            if rest:
                Path(rest).touch()
            time.sleep(1000)
        elif word == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        elif word == "raise":
            raise ValueError(rest)
        elif word == "shout":
            channel.reply(b"x" * 100_000)
        elif word == "last":
            channel.reply(rest.encode())
            return
        elif word == "print":
            print(rest)  # noqa: T201
        channel.reply(f"{os.getpid()} {rest}".encode())
