"""What a cell may say: each reader takes its text and returns the value, or says in Chinese what to do about it."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from server.core import clock
from server.core.text import clean

Reader = Callable[[str], Any]
"""Text, never blank, → a value that JSON can hold; None means: leave as it is. Raises Wrong."""

SHORTEST_YEAR = 1954
"""The year of the first congress; whatever is older is a mistake in writing."""
YEARS_AHEAD = 10
LIST_SIGNS = re.compile(r"[、，,；;/\n|]+")
MASKED = re.compile(r"^\d{3}\*{4}\d{4}$")
_MOBILE = re.compile(r"^1[3-9]\d{9}$")
_SCIENTIFIC = re.compile(r"^\d(\.\d+)?[eE]\+?\d+$")
_SERIAL = re.compile(r"^[2-7]\d{4}(\.\d+)?$")
_DAY = re.compile(r"^(\d{3,5})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?(?:[ T]\d{1,2}:\d{2}.*)?$")
_SOLID = re.compile(r"^(\d{4})(\d{2})(\d{2})?$")
_EXCEL_BEGINS = date(1899, 12, 30)


class Wrong(Exception):
    """`text` says what to do; `offer` is what was probably meant."""

    def __init__(self, text: str, offer: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.offer = offer


def folded(text: str) -> str:
    """For finding: half-width, without blanks; 第３选区 and 第 3 选区 are the same."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def tidy(text: str) -> str:
    """One line without invisible characters; blanks between Chinese characters are layout, not words."""
    try:
        cleaned = str(clean(text))
    except ValueError:
        raise Wrong("里面有显示不出来的字，请删掉再写一遍") from None
    one_line = re.sub(r"\s+", " ", cleaned)
    return re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", one_line)


def words(longest: int) -> Reader:
    """Text of at most `longest` characters that says something."""

    def read(text: str) -> str:
        value = tidy(text)
        if len(value) > longest:
            raise Wrong(f"太长了，最多 {longest} 个字，现在 {len(value)} 个")
        if not any(character.isalnum() for character in value):
            raise Wrong("请写几个字")
        return value

    return read


def several(longest: int, most: int) -> Reader:
    """A list with 、 between its members."""
    one = words(longest)

    def read(text: str) -> list[str]:
        members = sorted({one(part) for part in LIST_SIGNS.split(text) if part.strip()})
        if len(members) > most:
            raise Wrong(f"最多写 {most} 个，现在 {len(members)} 个")
        return members

    return read


def choice(names: Mapping[str, str]) -> Reader:
    """One of `names` (how people write it → value). Raises Wrong naming what can be written."""
    known = {folded(name): value for name, value in names.items()}
    offered = list(dict(zip(names.values(), names.keys(), strict=True)).values())

    def read(text: str) -> str:
        value = known.get(folded(text))
        if value is None:
            raise Wrong(f"没有这一种，可以写：{'、'.join(offered)}")
        return value

    return read


def mobile(text: str) -> str | None:
    """11 digits. A number that we masked ourselves in an export stands for the one we have."""
    written = folded(text)
    if MASKED.match(written):
        return None
    if _SCIENTIFIC.match(written):
        raise Wrong(f"Excel 把手机号变成了 {written}，后几位丢了，请把这一列设成文本，重新填")
    digits = re.sub(r"^(\+86|0086|86(?=1\d{10}$))", "", re.sub(r"[-.()·]", "", re.sub(r"\.0+$", "", written)))
    if not digits.isdigit() or not digits.isascii():
        raise Wrong("手机号只能是数字")
    if len(digits) != 11:
        raise Wrong(f"手机号要 11 位，现在 {len(digits)} 位")
    if not _MOBILE.match(digits):
        raise Wrong("这不像手机号，请核对前三位")
    return digits


def office_phone(text: str) -> str:
    """A public number of an office: digits with - between them, 转 before an extension."""
    written = re.sub(r"\.0+$", "", unicodedata.normalize("NFKC", text).strip())
    if _SCIENTIFIC.match(written):
        raise Wrong(f"Excel 把电话变成了 {written}，请把这一列设成文本，重新填")
    if not re.fullmatch(r"[\d\-+() 转、/]{5,30}", written):
        raise Wrong("电话像 0571-63000000 这样写，最多 30 个字")
    return written


def number(least: float, most: float) -> Reader:
    def read(text: str) -> float:
        try:
            value = float(folded(text))
        except ValueError:
            raise Wrong("这里要填数字") from None
        if not least <= value <= most:
            raise Wrong(f"要在 {least:g} 到 {most:g} 之间")
        return round(value, 6)

    return read


def first_day(text: str) -> str:
    """The day from which something counts, as ISO; a month alone is its first day."""
    return _day(text, at_the_end=False)


def last_day(text: str) -> str:
    """The last day on which something counts, as ISO; a month alone is its last day."""
    return _day(text, at_the_end=True)


def _day(text: str, *, at_the_end: bool) -> str:
    written = unicodedata.normalize("NFKC", text).strip().rstrip(".")
    written = re.sub(r"\s*([-/.年月日])\s*", r"\1", written)
    if written.endswith("?") and (found := _DAY.match(written[:-1])):
        raise Wrong(f"是 {found[1]} 年 1 月还是 10 月？数字分不清，请写成 {found[1]}-01 或 {found[1]}-10")
    if _SERIAL.match(written):
        return (_EXCEL_BEGINS + timedelta(days=int(float(written)))).isoformat()
    if re.fullmatch(r"\d{4}年?", written) and _is_likely(int(written[:4])):
        raise Wrong(f"只写了年，请加上月份，像 {written[:4]}-01")
    found = _DAY.match(written) or _SOLID.match(written)
    if found is None:
        raise Wrong("日期像 2022-02 或 2022-02-15 这样写")
    year, month, day = (int(part) if part else 0 for part in found.groups())
    if not _is_likely(year):
        raise _unlikely(found[1], month, day)
    return _existing(year, month, day, at_the_end).isoformat()


def _existing(year: int, month: int, day: int, at_the_end: bool) -> date:
    if not 1 <= month <= 12:
        raise Wrong(f"没有 {month} 月，请改成 1 到 12 月")
    longest = calendar.monthrange(year, month)[1]
    if day > longest:
        raise Wrong(f"{year} 年 {month} 月只有 {longest} 天")
    return date(year, month, day or (longest if at_the_end else 1))


def _is_likely(year: int) -> bool:
    return SHORTEST_YEAR <= year <= clock.today().year + YEARS_AHEAD


def _unlikely(year: str, month: int, day: int) -> Wrong:
    """Two digits changed places (2202), or one was written twice (20222)."""
    swapped = [year[:n] + year[n + 1] + year[n] + year[n + 2 :] for n in range(len(year) - 1)]
    shorter = [year[:n] + year[n + 1 :] for n in range(len(year))] if len(year) == 5 else []
    near = [option for option in swapped + shorter if len(option) == 4 and _is_likely(int(option))]
    if not near or not 1 <= month <= 12:
        return Wrong("年份像是写错了，请核对")
    closest = min(near, key=lambda option: (abs(int(option) - clock.today().year), option))
    meant = f"{closest}-{month:02d}" + (f"-{day:02d}" if day else "")
    return Wrong(f"年份像是写错了，是 {meant} 吗", meant)


def username(text: str) -> str:
    """What somebody signs in with."""
    value = folded(text)
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{2,39}", value):
        raise Wrong("账号名用小写字母和数字，3 到 40 位")
    return value
