"""`make code`: what the authenticators of the demonstration's accounts show at this moment."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pyotp


def main() -> int:
    """0 with a line an account; 2 where there is no demonstration yet."""
    card = Path(os.environ.get("DATA_DIR", ".data")) / "demo.json"
    if not card.exists():
        print("还没有示范数据，请先运行 make run", file=sys.stderr)
        return 2
    for account in json.loads(card.read_text(encoding="utf-8"))["accounts"]:
        if account["otp_secret"]:
            print(f"{account['username']:<10} {pyotp.TOTP(account['otp_secret']).now()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
