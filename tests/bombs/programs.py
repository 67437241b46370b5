"""Programs that would use up the server or get at it, each with the faults of which one has to stop it."""

from __future__ import annotations

from typing import NamedTuple

TIME = frozenset({"CODE_TIMEOUT"})
GROWTH = frozenset({"CODE_MEMORY", "CODE_TIMEOUT"})
"""It grows until it may not, or until its time is over, whichever is sooner."""
TOO_LARGE = frozenset({"CODE_MEMORY", "CODE_ERROR", "CODE_TIMEOUT"})
"""One value that no memory holds, or no index counts."""
DEPTH = frozenset({"CODE_ERROR", "CODE_SYNTAX", "CODE_MEMORY", "CODE_TIMEOUT", "CODE_UNSUPPORTED", "CODE_CRASHED"})
REFUSED = frozenset({"CODE_ERROR", "CODE_UNSUPPORTED", "CODE_SYNTAX"})
ENDS = frozenset({""})
"""One of the engines has nothing that it could use up: it comes to its end."""


class ProgramBomb(NamedTuple):
    """A program, and the faults of which one has to stop it."""

    name: str
    source: str
    faults: frozenset[str]


_ESCAPE = "[c for c in ().__class__.__base__.__subclasses__() if c.__name__ == 'Popen'][0](['id'])"
_FRAMES = "import sys\nsys._getframe(0).f_back.f_back.f_back.f_back.f_globals['secret']"
_PICKLE = "import pickle\npickle.loads(b'cposix\\nsystem\\n(S\"id\"\\ntR.')"
_CODE = "import types\nf = lambda: 0\nf.__code__.replace(co_code=bytes(1000))\nopen('/etc/passwd')"
_DECOMPRESSION = """import zlib
packer = zlib.compressobj()
packed = b''.join(packer.compress(bytes(10 ** 6)) for _ in range(2000)) + packer.flush()
zlib.decompress(packed)"""

PROGRAM_BOMBS = [
    # time
    ProgramBomb("an endless loop", "while True: pass", TIME),
    ProgramBomb("an endless loop that works", "n = 0\nwhile True: n = (n * 31 + 7) % 1000003", TIME),
    ProgramBomb(
        "a loop that catches everything", "while True:\n    try:\n        1 / 0\n    except BaseException: pass", TIME
    ),
    ProgramBomb("a loop in finally", "try:\n    1 / 0\nfinally:\n    while True: pass", TIME),
    ProgramBomb(
        "nested loops", "\n".join(f"{' ' * n}for n{n} in range(10 ** 6):" for n in range(6)) + "\n       pass", TIME
    ),
    ProgramBomb("an endless generator", "def numbers():\n    while True: yield 1\nfor n in numbers(): pass", TIME | REFUSED),
    ProgramBomb("a sum without an end", "import itertools\nsum(1 for _ in iter(int, 1))", GROWTH | REFUSED),
    ProgramBomb("searching without an end", "any(n < 0 for n in iter(int, 1))", GROWTH | REFUSED),
    ProgramBomb(
        "a comparison that loops",
        "class A:\n    def __eq__(self, other):\n        while True: pass\nA() == A()",
        TIME | REFUSED,
    ),
    ProgramBomb(
        "a description that loops", "class A:\n    def __repr__(self):\n        while True: pass\nrepr(A())", TIME | REFUSED
    ),
    ProgramBomb(
        "an error that loops", "class A(Exception):\n    def __str__(self):\n        while True: pass\nraise A()", DEPTH
    ),
    ProgramBomb(
        "two functions in turn",
        "def a(): return b()\ndef b(): return a()\nwhile True:\n    try: a()\n    except RecursionError: pass",
        TIME,
    ),
    ProgramBomb(
        "Ackermann",
        "def a(m, n):\n    return n + 1 if m == 0 else a(m - 1, 1) if n == 0 else a(m - 1, a(m, n - 1))\na(4, 4)",
        DEPTH,
    ),
    ProgramBomb("Fibonacci", "def f(n): return n if n < 2 else f(n - 1) + f(n - 2)\nf(60)", TIME),
    ProgramBomb("sorting", "while True: sorted(range(10000), key=lambda n: -n)", TIME),
    ProgramBomb("a regex that backtracks", "import re\nre.match('(a+)+$', 'a' * 40 + 'b')", TIME | ENDS),
    ProgramBomb("a regex of alternatives", "import re\nre.match('(a|aa)+$', 'a' * 60 + 'b')", TIME | ENDS),
    ProgramBomb("a regex of many stars", "import re\nre.match('.*' * 30 + 'x', 'a' * 500)", TIME | ENDS),
    ProgramBomb("a regex that nests", "import re\nre.compile('(' * 5000 + ')' * 5000)", DEPTH),
    ProgramBomb("powers of powers", "9 ** 9 ** 9", GROWTH | REFUSED),
    ProgramBomb("a power that fits no memory", "2 ** (10 ** 12)", GROWTH | REFUSED),
    ProgramBomb("a large power as text", "str(7 ** 5000000)", GROWTH | REFUSED),
    ProgramBomb("a shift", "1 << (10 ** 13)", TOO_LARGE),
    ProgramBomb("products that grow", "n = 3\nwhile True: n = n * n", GROWTH),
    ProgramBomb("a factorial", "import math\nmath.factorial(10 ** 8)", GROWTH | REFUSED),
    ProgramBomb("a modular power", "while True: pow(3, 10 ** 3000 + 7, 10 ** 3000 + 9)", GROWTH | REFUSED),
    ProgramBomb("sleeping on", "import time\nwhile True: time.sleep(1000)", TIME | REFUSED),
    ProgramBomb("waiting for the clock", "import time\nwhile time.time() < 4e9: pass", TIME | REFUSED),
    ProgramBomb(
        "coroutines",
        "import asyncio\nasync def a():\n    while True: await asyncio.sleep(0)\nasyncio.run(a())",
        TIME | REFUSED,
    ),
    ProgramBomb("an endless program that prints", "while True: print('x' * 1000)", TIME | {"CODE_MEMORY"}),
    ProgramBomb("output past the interpreter's", "import os\nwhile True: os.write(1, b'x' * 1000000)", TIME | REFUSED),
    # memory
    ProgramBomb("a long text", "'x' * 10 ** 10", TOO_LARGE),
    ProgramBomb("a longer text", "'x' * 10 ** 20", TOO_LARGE),
    ProgramBomb("a long list", "[0] * 10 ** 10", TOO_LARGE),
    ProgramBomb("a range as a list", "list(range(10 ** 10))", TOO_LARGE),
    ProgramBomb("a text that doubles", "t = 'x'\nwhile True: t += t", TOO_LARGE),
    ProgramBomb("a list that grows", "t = []\nwhile True: t.append('x' * 1000)", GROWTH),
    ProgramBomb("a list of itself", "t = []\nwhile True: t.append(list(t))", GROWTH),
    ProgramBomb("a mapping that grows", "t = {}\nn = 0\nwhile True:\n    n += 1\n    t[n] = str(n) * 100", GROWTH),
    ProgramBomb("a set that grows", "t = set()\nn = 0\nwhile True:\n    n += 1\n    t.add(str(n) * 100)", GROWTH),
    ProgramBomb("lists by product", "t = [0]\nfor _ in range(60): t = t + t", TOO_LARGE),
    ProgramBomb("tuples in tuples", "t = ()\nwhile True: t = (t, t, 'x' * 100)", GROWTH | {"CODE_CRASHED"}),
    ProgramBomb("bytes", "b'x' * 10 ** 10", TOO_LARGE),
    ProgramBomb("a buffer", "bytearray(10 ** 10)", TOO_LARGE | REFUSED),
    ProgramBomb("a wide field", "f'{1:>10000000000}'", TOO_LARGE | REFUSED),
    ProgramBomb("an old wide field", "'%10000000000d' % 1", TOO_LARGE | REFUSED),
    ProgramBomb("a width from a value", "'{:>{}}'.format(1, 10 ** 10)", TOO_LARGE | REFUSED),
    ProgramBomb("a centred text", "'x'.center(10 ** 10)", TOO_LARGE),
    ProgramBomb("a text filled up", "'x'.zfill(10 ** 10)", TOO_LARGE),
    ProgramBomb("joined", "('x' * 99999).join(['y'] * 99999)", TOO_LARGE),
    ProgramBomb("replaced", "('x' * 99999).replace('x', 'y' * 99999)", TOO_LARGE),
    ProgramBomb("unpacked", "def f(*a): return a\nf(*range(10 ** 9))", TOO_LARGE),
    ProgramBomb("permutations", "import itertools\nlist(itertools.permutations(range(12)))", GROWTH | REFUSED),
    ProgramBomb("JSON of much", "import json\nt = 'x'\nfor _ in range(40): t = json.dumps([t, t])", TOO_LARGE),
    ProgramBomb("a result that is too large", "['x' * 1000] * 100000", TOO_LARGE | ENDS),
    ProgramBomb(
        "decompression",
        _DECOMPRESSION,
        GROWTH | REFUSED,
    ),
    # depth
    ProgramBomb("recursion", "def f(): return f()\nf()", DEPTH),
    ProgramBomb("recursion without a limit", "import sys\nsys.setrecursionlimit(10 ** 9)\ndef f(): return f()\nf()", DEPTH),
    ProgramBomb(
        "recursion through a method",
        "class A:\n    def __getattr__(self, name): return getattr(self, name + 'a')\nA().x",
        DEPTH,
    ),
    ProgramBomb(
        "recursion through a sort",
        "class A:\n    def __lt__(self, other): return sorted([A(), A()])\nsorted([A(), A()])",
        DEPTH,
    ),
    ProgramBomb("brackets", "(" * 5000 + "1" + ")" * 5000, DEPTH),
    ProgramBomb("lists in lists", "[" * 5000 + "]" * 5000, DEPTH),
    ProgramBomb("minus signs", "-" * 50000 + "1", DEPTH),
    ProgramBomb("not not not", "not " * 50000 + "1", DEPTH),
    ProgramBomb("indentation", "".join(" " * n + "if 1:\n" for n in range(300)) + " " * 300 + "pass", DEPTH),
    ProgramBomb("an expression evaluated", "eval('(' * 3000 + ')' * 3000)", DEPTH),
    ProgramBomb(
        "a value that holds itself, described", "class A:\n    def __repr__(self): return repr([self])\nrepr(A())", DEPTH
    ),
    ProgramBomb("JSON in JSON", "import json\njson.loads('[' * 200000)", DEPTH),
    ProgramBomb("a tree to take apart", "import ast\nast.literal_eval('-' * 20000 + '1')", DEPTH),
    # files, network, processes, threads, signals
    ProgramBomb("reading a file", "open('/etc/passwd').read()", REFUSED),
    ProgramBomb("writing a file", "open('out', 'w').write('x')", REFUSED),
    ProgramBomb("reading by path", "import pathlib\npathlib.Path('/proc/self/environ').read_text()", REFUSED),
    ProgramBomb("listing a folder", "import os\nos.listdir('/tmp')[0]", REFUSED),
    ProgramBomb("opening a descriptor", "import os\nos.read(7, 10)", REFUSED),
    ProgramBomb("a temporary file", "import tempfile\ntempfile.TemporaryFile()", REFUSED),
    ProgramBomb("removing a folder", "import shutil\nshutil.rmtree('/tmp')", REFUSED),
    ProgramBomb("fork", "import os\nwhile True: os.fork()", REFUSED),
    ProgramBomb("another program", "import subprocess\nsubprocess.run(['id'])", REFUSED),
    ProgramBomb("a shell", "import os\nos.system('id')", REFUSED),
    ProgramBomb("processes", "import multiprocessing\nmultiprocessing.Process(target=print).start()", REFUSED),
    ProgramBomb("threads", "import threading\nwhile True: threading.Thread(target=print).start()", REFUSED),
    ProgramBomb("a socket", "import socket\nsocket.create_connection(('127.0.0.1', 80))", REFUSED),
    ProgramBomb("a page", "import urllib.request\nurllib.request.urlopen('http://127.0.0.1/')", REFUSED),
    ProgramBomb("killing", "import os, signal\nos.kill(1, signal.SIGKILL)", REFUSED),
    ProgramBomb(
        "an alarm that is ignored",
        "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True: pass",
        TIME | REFUSED,
    ),
    ProgramBomb("native code", "import ctypes\nctypes.string_at(0)", REFUSED),
    ProgramBomb("memory of the process", "import mmap\nmmap.mmap(-1, 10 ** 10)", TOO_LARGE | REFUSED),
    # getting out of the program
    ProgramBomb("sys.exit", "import sys\nsys.exit(0)", REFUSED),
    ProgramBomb("os._exit", "import os\nos._exit(0)", REFUSED),
    ProgramBomb("abort", "import os\nos.abort()", REFUSED | {"CODE_CRASHED"}),
    ProgramBomb("subclasses", _ESCAPE, REFUSED),
    ProgramBomb("frames", _FRAMES, REFUSED),
    ProgramBomb("a pickle", _PICKLE, REFUSED),
    ProgramBomb("code made by hand", _CODE, REFUSED),
    ProgramBomb("an imported module by name", "__import__('os').system('id')", REFUSED),
    ProgramBomb("builtins by another way", "(lambda: 0).__globals__['__builtins__'].open('/etc/passwd')", REFUSED),
    ProgramBomb(
        "the garbage collector", "import gc\n[o for o in gc.get_objects() if 'secret' in str(type(o))][0]", REFUSED | GROWTH
    ),
    ProgramBomb("a name that is not ASCII", "\N{MATHEMATICAL BOLD SMALL O}pen('/etc/passwd')", REFUSED),
    ProgramBomb("a null in the source", "x = 1\0\nopen('/etc/passwd')", REFUSED),
    ProgramBomb("a number that is no character", "chr(0x110000)", REFUSED),
    ProgramBomb("a source of another encoding", "# coding: utf-7\nopen('/etc/passwd')", REFUSED),
]
