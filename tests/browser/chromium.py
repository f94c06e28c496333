"""The browser of the tests: the one unpacked by `make`, with Chinese fonts and libraries of its own.

Nothing of the machine is used, so a page looks the same everywhere. Use it as
`playwright.chromium.launch(**chromium.launch_options())`.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

CACHE = Path(__file__).parent.parent.parent / ".cache"
HOME = CACHE / "chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--font-render-hinting=none",
    # a microphone that hums, and nobody to ask for it
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <alias binding="same"><family>serif</family><prefer><family>Noto Serif SC</family></prefer></alias>
  <alias binding="same"><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias>
  <alias binding="same"><family>monospace</family><prefer><family>Noto Sans SC</family></prefer></alias>
</fontconfig>
"""


def launch_options() -> dict[str, Any]:
    """What Playwright's `launch` takes. Raises FileNotFoundError naming the command that unpacks the browser."""
    executable = HOME / "chromium"
    if not executable.exists():
        raise FileNotFoundError(f"{executable} is missing: run `make browser` first")
    return {"executable_path": str(executable), "args": ARGUMENTS, "env": _environment()}


def _environment() -> dict[str, str]:
    libraries = f"{HOME / 'al2023' / 'lib'}:{HOME}"
    return {
        "PATH": os.defpath,
        "HOME": str(CACHE),
        "LD_LIBRARY_PATH": libraries,
        "FONTCONFIG_FILE": str(_fonts()),
    }


def _fonts() -> Path:
    found = find_spec("pylopdf_fonts_zh_cn")
    folders = found.submodule_search_locations if found else None
    assert folders, "the fonts come with requirements.txt"
    conf = CACHE / "fonts.conf"
    fresh = conf.with_suffix(f".{os.getpid()}")
    fresh.write_text(FONTS.format(fonts=folders[0], cache=CACHE / "fontconfig"))
    fresh.rename(conf)
    return conf
