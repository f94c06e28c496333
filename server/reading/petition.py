"""Words that may announce a petition (W10): shown to a person, who says whether it is one. They decide nothing."""

from __future__ import annotations

import re

from server.reading.writing import normal

PATTERN = "上访|越级|信访局|聚集|集会|拉横幅|打横幅|静坐|堵(?:路|门|大门|厂门|桥|政府)|围堵|罢工|罢市|讨(?:个)?说法|集体去|去省里|去北京"
_SIGNS = re.compile(PATTERN)


def signs(text: str) -> list[str]:
    """In the order in which they stand, each once."""
    return list(dict.fromkeys(_SIGNS.findall(normal(text).replace("，", ""))))
