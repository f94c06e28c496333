"""Before a file is opened: is it the workbook it says it is, whole, without a password, and not a bomb."""

from __future__ import annotations

from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from defusedxml.ElementTree import iterparse

from server.core.errors import InvalidInput

MB = 1024 * 1024
LARGEST = 10 * MB
LARGEST_OPEN = 200 * MB
LARGEST_PART = 100 * MB
MOST_PARTS = 2000
STEEPEST = 150
"""How many times larger a part may be than its packed form; sheets of an office stay below 60."""
UNSUSPICIOUS = 5 * MB
MOST_VALUES = 400_000
MOST_CELLS = 2_000_000
"""Cells that hold something, and cells at all, in one sheet; counted in the raw bytes, long before they are read."""
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
SAVE_AS = "请用 Excel 或 WPS 打开它，另存为 .xlsx，再上传。"


def opened(content: bytes) -> ZipFile:
    """The parts of a workbook, none of them unpacked yet. Raises InvalidInput naming what to do."""
    if not content:
        raise _refused("empty", "这个文件是空的，请重新选一个。")
    if len(content) > LARGEST:
        raise _refused("too_large", "文件太大了，最多 10 MB。请去掉图片，或分成几个文件上传。")
    if content.startswith(_OLE):
        raise _old_or_locked(content)
    if not content.startswith(b"PK"):
        raise _refused("not_a_workbook", f"这不是 Excel 文件，可能是改了名字的 CSV 或网页。{SAVE_AS}")
    try:
        parts = ZipFile(BytesIO(content))
    except (BadZipFile, ValueError, NotImplementedError, OSError, OverflowError):
        raise _broken() from None
    _check(parts.infolist())
    for part in parts.infolist():
        if part.filename.startswith("xl/worksheets/") and part.file_size > UNSUSPICIOUS:
            _count(parts, part)
    return parts


def refuse_declarations(parts: ZipFile) -> None:
    """No part names an entity of its own, whichever parser reads it later: openpyxl takes lxml where that is installed.

    Raises what defusedxml raises, and ParseError for a part that is no XML.
    """
    for part in parts.infolist():
        if part.filename.endswith((".xml", ".rels")):
            with parts.open(part) as stream:
                next(iterparse(stream, ("start",), forbid_dtd=True), None)


def _count(parts: ZipFile, part: ZipInfo) -> None:
    values = cells = 0
    rest = b""
    try:
        with parts.open(part) as stream:
            while piece := stream.read(1 << 20):
                seen = rest + piece
                values += seen.count(b"v>") - rest.count(b"v>")
                cells += seen.count(b"<c ") - rest.count(b"<c ")
                rest = seen[-2:]
                if values > 2 * MOST_VALUES or cells > MOST_CELLS:
                    raise _refused("too_many_rows", "这张表太大了，一次最多 20000 行。请分成几个文件上传。")
    except (BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        raise _broken() from None


def _broken() -> InvalidInput:
    return _refused("broken", "这个文件不完整，可能没有传完。请重新保存一次，再上传。")


def _old_or_locked(content: bytes) -> InvalidInput:
    if _LOCKED in content:
        return _refused("locked", "这个文件设了密码。请先在 Excel 里去掉密码，再上传。")
    return _refused("too_old", f"这是老格式 .xls 的文件。{SAVE_AS}")


def _check(parts: list[ZipInfo]) -> None:
    """Sizes as the directory tells them: no more than that is ever unpacked."""
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS or len(names) < len(parts) or any(_is_strange(name) for name in names):
        raise _refused("strange", f"这个文件里有不该有的东西。{SAVE_AS}")
    if any(part.flag_bits & 1 for part in parts):
        raise _refused("locked", "这个文件设了密码。请先去掉密码，再上传。")
    if sum(part.file_size for part in parts) > LARGEST_OPEN or any(_is_bomb(part) for part in parts):
        raise _refused("bomb", "这个文件展开后太大了。请新建一张表，只把需要的内容复制过去，再上传。")
    if "xl/workbook.xml" not in names:
        raise _refused("other_format", f"这不是 .xlsx 的表，可能是 Word 或别的文件。{SAVE_AS}")
    if any(name.startswith("xl/vbaProject") for name in names):
        raise _refused("macros", f"这个文件里有宏。{SAVE_AS}")


def _is_strange(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name


def _is_bomb(part: ZipInfo) -> bool:
    if part.file_size > LARGEST_PART:
        return True
    return part.file_size > UNSUSPICIOUS and part.file_size > STEEPEST * max(part.compress_size, 1)


def _refused(code: str, text: str) -> InvalidInput:
    return InvalidInput(f"workbook.{code}", text, fields={"file": text})
