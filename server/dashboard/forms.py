"""What the page may be asked beside the screen itself."""

from __future__ import annotations

from typing import Literal

from server.dashboard.schemas import FindScreen


class FindPage(FindScreen):
    """`compare=year` sets the same figures of a year ago beside."""

    compare: Literal["year"] | None = None
