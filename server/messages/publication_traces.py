"""What in a text could tell who somebody is: numbers, plates, doors and names. It warns; a person decides.

Written for recall: a number that was meant for nothing costs one look, one that slipped through costs a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class TraceKind(StrEnum):
    PHONE = "phone"
    ID_CARD = "id_card"
    PLATE = "plate"
    ACCOUNT = "account"
    DOOR = "door"
    NAME = "name"


TRACE_WORDS = {
    TraceKind.PHONE: "电话",
    TraceKind.ID_CARD: "证件号码",
    TraceKind.PLATE: "车牌",
    TraceKind.ACCOUNT: "账号",
    TraceKind.DOOR: "门牌",
    TraceKind.NAME: "姓名",
}


@dataclass(frozen=True, slots=True)
class Trace:
    kind: TraceKind
    text: str

    @property
    def words(self) -> str:
        return f"{TRACE_WORDS[self.kind]}“{self.text}”"


# what people put between the digits of a number, so that it reads better
_GAP = r"[\s\-_.·•*/,，、—–()（）]{0,2}"
_N = rf"(?:{_GAP}\d)"
_MOBILE = rf"1{_GAP}[3-9]{_N}{{9}}"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
_PLATE_END = rf"(?:{_GAP}[A-Z0-9]){{4,6}}(?:{_GAP}[挂学警港澳试超领])?"
_HOUSE = r"[\d零〇一二三四五六七八九十百甲乙丙丁A-Z]{1,5}"
_PART = r"(?:号楼|号院|幢|栋|单元|弄|室|(?<=[\dA-Z])座)"

_NUMBERS = (
    (
        TraceKind.ID_CARD,
        rf"(?<!\d)[1-9]{_N}{{5}}{_GAP}(?:19|20){_N}{{9}}{_GAP}[\dX](?![\dA-Z])"
        rf"|(?<!\d)[1-9]{_N}{{16}}{_GAP}[\dX](?![\dA-Z])"
        r"|(?<!\d)[1-9]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)",
    ),
    (TraceKind.PHONE, rf"(?<!\d)(?:\+?{_GAP}(?:00)?86{_GAP})?{_MOBILE}(?!\d)"),
    (TraceKind.ACCOUNT, r"(?<!\d)\d(?:[\s-]?\d){12,18}(?!\d)"),
    (TraceKind.PHONE, rf"(?<!\d)0{_GAP}[1-9]\d{{1,2}}{_GAP}[2-9]{_N}{{6,7}}(?!\d)"),
    (TraceKind.PHONE, rf"(?<!\d)[48]00{_N}{{7}}(?!\d)"),
    (
        TraceKind.PHONE,
        r"(?<![\d\-])(?!(?:19|20)\d{2}(?:0[1-9]|1[0-2])[0-3]\d)[2-9]\d{6,7}(?!\d|\s?[元万亩米])",
    ),
)
_MARKS = (
    (TraceKind.PLATE, rf"[{_PROVINCES}]{_GAP}[A-Z](?=[^\u4e00-\u9fff]{{0,12}}\d){_PLATE_END}"),
    (TraceKind.PLATE, r"(?<=车牌)[号码是为:：\s]{0,4}[A-Z][\s·-]?(?=[A-Z]{0,5}\d)[A-Z0-9]{4,6}"),
    (TraceKind.ACCOUNT, r"[A-Z0-9._-]{2,}@[A-Z0-9-]+(?:\.[A-Z0-9-]+)+"),
    (TraceKind.ACCOUNT, r"(?:微信号?|VX|WX|QQ)[号是为:：\s]{0,3}[A-Z0-9_-]{5,20}"),
    (TraceKind.DOOR, rf"{_HOUSE}\s?{_PART}(?:{_GAP}{_HOUSE}\s?(?:{_PART}|号|楼|层)?)*"),
    (TraceKind.DOOR, rf"(?<=[路街巷弄道里坊村庄组屯园苑区])\s?{_HOUSE}\s?号(?!线|文|令|下午|上午|早|晚)"),
    (TraceKind.DOOR, r"(?<![\d-])\d{1,2}-\d{1,2}-\d{3,4}(?![\d-])"),
)
_SURNAMES = (
    "欧阳|司马|上官|诸葛|夏侯|东方|皇甫|尉迟|公孙|慕容|令狐|"
    "[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟"
    "谭陆汪范廖石金韦贾夏付邹熊孟秦邱江尹薛闫雷侯龙史陶黎贺顾毛郝龚邵钱严武戴莫孔汤楼章俞倪祝盛骆裘]"
)
_TITLES = "先生|女士|小姐|大爷|大妈|大娘|大伯|大叔|大姐|大哥|阿姨|叔叔|伯伯|爷爷|奶奶|婆婆|师傅|老师|医生|老板|同志|书记|主任|队长|经理"
_CUES = "我叫|名叫|叫做|姓名|联系人|户主|业主|邻居|老乡|村民|居民|住户|租客|老人|本人"
_NAMES = (
    (TraceKind.NAME, rf"(?:{_SURNAMES})(?:(?![的了在是有和])[\u4e00-\u9fff]){{0,2}}?(?:{_TITLES})"),
    (
        TraceKind.NAME,
        rf"(?<=[叫名人主居邻乡民户客])(?:{_SURNAMES})[\u4e00-\u9fff×某]{{1,2}}(?=[\s，。、；：,;:（(家住的说]|$)",
    ),
    (TraceKind.NAME, rf"(?:{_CUES})[是为:：\s]{{1,2}}(?:{_SURNAMES})[\u4e00-\u9fff]{{1,2}}"),
    (TraceKind.NAME, r"[老小阿][王李张刘陈杨赵吴周徐朱郭郑宋唐韩冯邓曹彭肖袁潘蒋蔡苏吕丁姚卢钟]"),
    (TraceKind.NAME, rf"[老小阿](?:{_SURNAMES})(?=[\s，。、；：,;:家住的说和]|$)"),
)
_PLAIN = tuple((kind, re.compile(pattern)) for kind, pattern in (*_NUMBERS, *_MARKS, *_NAMES))
_SPELT = tuple((kind, re.compile(pattern)) for kind, pattern in _NUMBERS[:4])
_DIGITS = str.maketrans("零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖两", "0012345678911234567892")


def find(text: str, names: Iterable[str] = ()) -> list[Trace]:
    """In the order of the text, each stretch once; `names` are people of whom we know that they must not appear."""
    plain = _plain(text)
    found = [*_matches(plain, _PLAIN), *_matches(plain.translate(_DIGITS), _SPELT), *_known(text, names)]
    traces: list[Trace] = []
    reached = 0
    for start, end, kind in sorted(found, key=lambda one: (one[0], -one[1])):
        if start >= reached:
            traces.append(Trace(kind, text[start:end].strip()))
            reached = end
    return traces


def without_names(text: str, names: Iterable[str]) -> str:
    """People of whom we know that this reader must not learn of them; numbers stay, an office gives its own."""
    for name in sorted(names, key=len, reverse=True):
        if len(name) >= 2:
            text = text.replace(name, "××")
    return text


def _plain(text: str) -> str:
    """Full width to half, letters to capitals, place by place, so that a stretch is the same in both."""
    return "".join(_one(character) for character in text)


def _one(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character).upper()
    return plain if len(plain) == 1 else character


def _matches(
    text: str, patterns: Iterable[tuple[TraceKind, re.Pattern[str]]]
) -> Iterator[tuple[int, int, TraceKind]]:
    for kind, pattern in patterns:
        for match in pattern.finditer(text):
            yield match.start(), match.end(), kind


def _known(text: str, names: Iterable[str]) -> Iterator[tuple[int, int, TraceKind]]:
    for name in names:
        if len(name) >= 2:
            for match in re.finditer(re.escape(name), text):
                yield match.start(), match.end(), TraceKind.NAME
