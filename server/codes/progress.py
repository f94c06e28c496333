"""An order of printing as people see it: how far it is, how long it still takes, what can be fetched."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import RawIOBase
from uuid import UUID

from server.codes import formats, queries
from server.codes.models import PRINT_STATE_NAMES, Code, PrintFormat, PrintJob, PrintPart, PrintState
from server.codes.sheets import KIND_WORDS, contents_of
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.gateways.registry import gateways


@dataclass(frozen=True, slots=True)
class Progress:
    """One order with its parts; all it says is counted from what is done."""

    job: PrintJob
    parts: list[PrintPart]

    @property
    def title(self) -> str:
        return f"{KIND_WORDS[self.job.kind]} {_format(self.job).name}"

    @property
    def state_words(self) -> str:
        return PRINT_STATE_NAMES[self.job.state]

    @property
    def is_moving(self) -> bool:
        return self.job.state in (PrintState.WAITING, PrintState.RUNNING)

    @property
    def may_go_on(self) -> bool:
        return self.job.state in (PrintState.STOPPED, PrintState.FAILED)

    @property
    def finished(self) -> list[PrintPart]:
        return [part for part in self.parts if part.done_at]

    @property
    def failed(self) -> list[PrintPart]:
        return [part for part in self.parts if part.error]

    @property
    def now_making(self) -> str:
        return next((part.name for part in self.parts if not part.done_at and not part.error), "")

    @property
    def reused(self) -> int:
        return self.job.total - self.job.issued

    @property
    def remaining(self) -> str:
        """大约还要 40 秒, from the pace of the part before; nothing before there is one."""
        moments = sorted(part.done_at for part in self.parts if part.done_at)
        last = max(self.finished, key=lambda part: part.done_at or self.job.created_at, default=None)
        if last is None:
            return "刚开始"
        before = moments[-2] if len(moments) > 1 else self.job.created_at
        pace = (moments[-1] - before).total_seconds() / len(last.code_ids)
        seconds = math.ceil(pace * (self.job.total - self.job.done))
        return (
            f"大约还要 {max(1, seconds)} 秒" if seconds < 90 else f"大约还要 {math.ceil(seconds / 60)} 分钟"
        )


def progress(job: PrintJob) -> Progress:
    return Progress(job, queries.parts(job.id))


def orders(actor: Actor) -> list[Progress]:
    return [progress(job) for job in queries.prints(actor)]


def _format(job: PrintJob) -> formats.Format:
    return formats.FORMATS[PrintFormat(job.format)]


def folder_name(job: PrintJob) -> str:
    """富阳区-代表本人的码-A6桌牌."""
    return "-".join((job.title, KIND_WORDS[job.kind], _format(job).name.replace(" ", "")))


def file_name(part: PrintPart) -> str:
    """01-富春街道.pdf."""
    return f"{part.number:02d}-{part.name.replace(' ', '-')}.pdf"


def compose(job: PrintJob, part: PrintPart) -> bytes:
    """The PDF of one part, in the order that was fixed when it was ordered."""
    wanted = [UUID(code_id) for code_id in part.code_ids]
    found = {row.id: row for row in db.session.scalars(queries.by_ids(wanted))}
    rows: list[Code] = [found[code_id] for code_id in wanted if code_id in found]
    return formats.compose(PrintFormat(job.format), contents_of(rows), f"{part.name} {KIND_WORDS[job.kind]}")


class _Stream(RawIOBase):
    """What is written is taken away again: a zip that never stands whole in memory."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self._at = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._chunks.append(bytes(data))
        self._at += len(data)
        return len(data)

    def taken(self) -> bytes:
        chunk, self._chunks = b"".join(self._chunks), []
        return chunk


def zipped(job: PrintJob, parts: list[PrintPart]) -> Iterator[bytes]:
    """What is done as one zip, a part in memory at a time; the PDFs are compressed already."""
    stream, folder = _Stream(), folder_name(job)
    moment = clock.local(job.created_at).timetuple()[:6]
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for part in parts:
            entry = zipfile.ZipInfo(f"{folder}/{file_name(part)}", moment)
            archive.writestr(entry, gateways().storage.get(str(part.id)))
            yield stream.taken()
    yield stream.taken()
