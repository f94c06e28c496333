"""What was measured: one entry a phase, for machines in bench.json and for people as a table."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

WANTED = {
    "code_resolve": 0.40,
    "message_read": 0.15,
    "message_submit": 0.12,
    "duty_scan": 0.12,
    "push": 0.8,
    "in_app_delay": 1.0,
    "poster_pdf": 0.7,
    "poster_decode": 1.0,
    "register_page": 0.77,
    "duty_scan_large": 0.12,
    "overview_p95": 1.0,
    "alerts": 1.0,
    "dashboard": 1.0,
}
WORDS = {
    "hello": "裸 Flask",
    "code_first": "每枚码只扫一次",
    "code_resolve": "扫码看站点",
    "message_read": "打开一封来信",
    "message_submit": "寄一封来信",
    "duty_scan": "扫码登记履职",
    "push": "微信提醒送到",
    "in_app_delay": "站内通知的迟",
    "search": "搜来信",
    "poster_pdf": "排一张海报",
    "poster_decode": "印出来读得回",
    "register_page": "大城市的名册",
    "duty_scan_large": "一千万条里登记履职",
    "overview": "一千万条里看自己的一年",
    "overview_p95": "看自己的一年，最慢的二十分之一",
    "alerts": "全部预警重算一遍",
    "dashboard": "数据舱第一屏，最慢的二十分之一",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """`value` and `baseline_value` are medians over the rounds, `ratio` the median of each round's own ratio:
    only what was measured within the same seconds is compared. `drain_s`: seconds, over all rounds, that the
    background took to finish after the load had ended. `at_rows`: messages stored before the phase; in
    the very large city, duty records."""

    name: str
    value: float
    unit: str
    baseline: str
    baseline_value: float
    ratio: float
    at_rows: int
    median_of: int
    drain_s: float

    @classmethod
    def of(
        cls,
        name: str,
        unit: str,
        baseline: str,
        pairs: Sequence[tuple[float, float]],
        *,
        at_rows: int = 0,
        drain_s: float = 0.0,
    ) -> Entry:
        """From (baseline, value) of each round."""
        return cls(
            name=name,
            value=round(median(value for _, value in pairs), 2),
            unit=unit,
            baseline=baseline,
            baseline_value=round(median(bare for bare, _ in pairs), 2),
            ratio=round(median(value / bare for bare, value in pairs), 3),
            at_rows=at_rows,
            median_of=len(pairs),
            drain_s=round(drain_s, 2),
        )


def write(entries: Sequence[Entry], path: Path) -> None:
    """Whole or not at all."""
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=1) + "\n")
    fresh.rename(path)


def table(entries: Sequence[Entry]) -> str:
    """Chinese takes two columns of a terminal."""
    rows = [("测什么", "每秒", "基准每秒", "比值", "想要", "行数", "轮数", "收尾（秒）")]
    for entry in entries:
        wanted = WANTED.get(entry.name)
        rows.append(
            (
                f"{WORDS[entry.name]} {entry.name}",
                f"{entry.value:,.1f}",
                f"{entry.baseline_value:,.1f}",
                f"{entry.ratio:.3f}",
                f"≥ {wanted:.2f} {'够' if entry.ratio >= wanted else '不够'}" if wanted else "",
                f"{entry.at_rows:,}" if entry.at_rows else "",
                str(entry.median_of),
                f"{entry.drain_s:.1f}",
            )
        )
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
