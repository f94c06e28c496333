"""What came of it: the product's own record in PostgreSQL beside what the sandbox received."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import psycopg

from tests.chaos.killer import POSTGRES, VALKEY, WEB, WORKER
from tests.chaos.lines import ChaosFailed, Line, expect
from tests.chaos.people import Place

DRAINED_S = 600.0
LATE_S = 20.0
IN_FLIGHT = 5
"""Sends that one worker has under way at most: its four threads, and the relay itself while the queue is away."""
WORKERS = 2

LETTERS = """
select substring(m.content from '（(chaos-[0-9a-z-]+)）'), m.id::text,
       (select count(*) from notices n where n.target_id = m.id and n.account_id = m.author_id
        and n.kind = 'message.replied')
from messages m where m.content like %s
"""
PUSHES = """
select p.page, p.state from pushes p join notices n on n.id = p.notice_id
where n.kind = 'message.replied' and n.target_id in (select id from messages where content like %s)
"""
SETTLED = "select count(*) from pushes where state not in ('pending', 'sending')"


@dataclass(slots=True)
class Tally:
    """The numbers of the printed line, and what else is not as it must be."""

    accepted: int = 0
    stored: int = 0
    in_app: int = 0
    lost: int = 0
    duplicates: int = 0
    states: Counter[str] = field(default_factory=Counter)
    push_duplicates: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    troubles: list[str] = field(default_factory=list)

    def line(self) -> str:
        refused = self.states["refused"] + self.states["not_subscribed"]
        return (
            f"accepted={self.accepted} stored={self.stored} in_app={self.in_app} lost={self.lost} "
            f"duplicates={self.duplicates} sent={self.states['sent']} refused={refused} "
            f"failed={self.states['failed']} unknown={self.states['unknown']} "
            f"push_duplicates={self.push_duplicates} killed_workers={self.kills[WORKER]} "
            f"killed_valkey={self.kills[VALKEY]} killed_pg={self.kills[POSTGRES]} hups={self.kills[WEB]} "
            f"seconds={self.seconds:.1f}"
        )

    def judge(self, wanted: Mapping[str, int]) -> list[str]:
        """Why the run is red; empty when it is green."""
        found = list(self.troubles)
        for count, words in (
            (self.lost, "件丢了"),
            (self.duplicates, "件多了一份"),
            (self.push_duplicates, "条推送发了两次"),
        ):
            found += [f"{count} {words}"] if count else []
        found += [
            f"{what} 只杀了 {self.kills[what]} 次，要 {many}"
            for what, many in wanted.items()
            if self.kills[what] < many
        ]
        bound = IN_FLIGHT * (self.kills[WORKER] + WORKERS * self.kills[POSTGRES])
        if self.states["unknown"] > bound:
            found.append(f"{self.states['unknown']} 条推送说不清发没发，最多只该有 {bound} 条")
        if self.states["sent"] < 0.9 * self.accepted:
            found.append(f"只有 {self.states['sent']} 条推送发出去了，推送这一路等于没有测")
        return found


class Settled:
    """How many pushes have come to an end; the number known last while PostgreSQL is away."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url
        self._connection: psycopg.Connection | None = None
        self._known = 0

    def count(self) -> int:
        try:
            if self._connection is None or self._connection.closed:
                self._connection = psycopg.connect(self._url, connect_timeout=3, autocommit=True)
            row = self._connection.execute(SETTLED).fetchone()
            self._known = row[0] if row else 0
        except psycopg.OperationalError:
            self.close()
        return self._known

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


def drain(place: Place, database_url: str) -> None:
    """Wait until the platform has told everything and the outbox holds nothing that is to happen. Raises ChaosFailed."""
    sandbox = Line(place.sandbox_port)
    deadline, left = time.monotonic() + DRAINED_S, "?"
    while time.monotonic() < deadline:
        told = expect(sandbox.ask("GET", "/__sandbox__/counts"), 200)["pushes"]["waiting"]
        left = f"{told} + {_rows(database_url)}"
        if left == "0 + 0":
            return
        time.sleep(0.2)
    raise ChaosFailed(f"{DRAINED_S:.0f} 秒过了，还有 {left} 件（平台的推送 + 发件箱）没有做完")


def _rows(database_url: str) -> str:
    try:
        with psycopg.connect(database_url, connect_timeout=3) as connection:
            rows = connection.execute("select count(*) from outbox where not is_dead").fetchone()
    except psycopg.OperationalError:
        return "?"
    return str(rows[0]) if rows else "?"


def settled(look: Callable[[], Tally]) -> Tally:
    """The last count: what is only late, and not in the outbox, is given some time before it is called lost."""
    deadline = time.monotonic() + LATE_S
    while (tally := look()).lost and time.monotonic() < deadline:
        time.sleep(1)
    return tally


def count(place: Place, database_url: str, acknowledged: Mapping[str, str], name: str) -> Tally:
    tally = Tally(accepted=len(acknowledged))
    with psycopg.connect(database_url) as connection:
        letters = connection.execute(LETTERS, [f"%（{name}-%"]).fetchall()
        pushes = connection.execute(PUSHES, [f"%（{name}-%"]).fetchall()
    count_letters(tally, acknowledged, letters)
    inbox = expect(Line(place.sandbox_port).ask("GET", "/__sandbox__/inbox"), 200)["items"]
    wire = Counter((item["openid"], item["page"]) for item in inbox if item["template_id"] == place.template)
    count_pushes(tally, pushes, wire)
    return tally


def count_letters(
    tally: Tally, acknowledged: Mapping[str, str], letters: Iterable[tuple[str, str, int]]
) -> None:
    copies: Counter[str] = Counter()
    told: dict[str, int] = {}
    for key, message_id, notices in letters:
        copies[key] += 1
        told[message_id] = notices
    for key, message_id in acknowledged.items():
        notices = told.get(message_id, 0)
        tally.stored += message_id in told
        tally.in_app += notices == 1
        tally.lost += message_id not in told or not notices
        tally.duplicates += max(0, copies[key] - 1) + max(0, notices - 1)


def count_pushes(
    tally: Tally, pushes: Iterable[tuple[str, str]], wire: Mapping[tuple[str, str], int]
) -> None:
    """Counted on the wire; the record must not claim what did not arrive, nor deny what did."""
    pages = {page: state for page, state in pushes}
    tally.states = Counter(pages.values())
    tally.push_duplicates = sum(many - 1 for many in wire.values())
    arrived = {page for _, page in wire}
    settled = sum(tally.states[state] for state in ("sent", "refused", "not_subscribed", "failed", "unknown"))
    claims = {
        "条推送记作已发，却没有到": sum(s == "sent" and p not in arrived for p, s in pages.items()),
        "条推送到了，却记作没发": sum(
            s not in ("sent", "unknown") and p in arrived for p, s in pages.items()
        ),
        "条答复没有推送的结果": tally.accepted - settled,
    }
    tally.troubles += [f"{many} {words}" for words, many in claims.items() if many]
