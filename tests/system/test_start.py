from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

RARELY_NEEDED = {"aerich", "aiohttp", "cryptography", "jinja2", "numpy", "pyarrow", "rapidfuzz", "re2", "scipy", "yaml"}
SERVE = """
import asyncio
import sys

from app.core.settings import load_settings
from app.serving import serving

async def work():
    async with serving(load_settings(port=0, log_level="warning")):
        print(*sys.modules)

asyncio.run(work())
"""


def test_a_server_at_rest_has_not_loaded_what_is_rarely_needed(tmp_path: Path) -> None:
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("GRAPHLOOP_")}
    surroundings["GRAPHLOOP_DATA_DIR"] = str(tmp_path)
    ran = subprocess.run([sys.executable, "-c", SERVE], env=surroundings, capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.split())
    assert "app.serving" in loaded
    assert not loaded & RARELY_NEEDED
