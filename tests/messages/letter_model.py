"""A second, smaller telling of a letter's path, written from domain §5.1 and not from the program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from server.core import workdays

STAFF = ("liaison", "station_head", "street_npc")
OPEN = ("submitted", "need_info", "accepted")
LEADS_TO = {
    "accept": "accepted",
    "ask": "need_info",
    "reply": "answered",
    "reject": "rejected",
    "approve": "rejected",
    "supplement": "submitted",
    "restore": "submitted",
    "withdraw": "withdrawn",
    "appeal": "submitted",
    "praise": "concluded",
    "complain": "reworking",
}


@dataclass
class Letter:
    today: date
    promised: date
    state: str = "submitted"
    since: date | None = None
    """Waits for its author, or was put away while it did."""
    appealed: bool = False
    proposed: bool = False
    ratings: int = 0
    answered: date | None = None

    @property
    def now(self) -> str:
        over = self.since is not None and self.today > self.since + timedelta(days=7)
        return "withdrawn" if self.state == "need_info" and over else self.state

    @property
    def is_overdue(self) -> bool:
        return self.now in ("submitted", "accepted", "reworking") and self.promised < self.today

    def decides(self, who: str) -> bool:
        return who == "street_npc" or (who == "station_head" and not self.appealed)

    def may(self, who: str, verb: str) -> bool:
        now, staff = self.now, who in STAFF
        decides, fresh = self.decides(who), now == "submitted"
        return {
            "accept": staff and fresh,
            "ask": staff and fresh,
            "reply": staff and (now in ("accepted", "reworking")),
            "progress": staff and now in (*OPEN, "answered", "reworking"),
            "reject": staff and fresh and (decides or not self.proposed),
            "approve": decides and fresh and self.proposed,
            "send_back": decides and fresh and self.proposed,
            "supplement": now == "need_info",
            "restore": now == "withdrawn" and self.since is not None,
            "withdraw": not staff and now in OPEN,
            "appeal": not staff and now == "rejected" and not self.appealed,
            "complain": not staff and now in ("answered", "concluded") and self.ratings < 2,
            "praise": not staff and now in ("answered", "concluded", "reworking") and self.ratings < 2,
        }[verb]

    def does(self, who: str, verb: str) -> None:
        if verb in ("supplement", "restore") and self.since:
            self.promised = workdays.after(self.promised, workdays.between(self.since, self.today))
        self.proposed = (self.proposed or verb == "reject") and verb != "send_back"
        if verb in ("praise", "complain"):
            self.ratings += 1
        if verb == "reply":
            self.answered, self.ratings = self.today, 0
        if verb in ("accept", "appeal", "complain"):
            self.promised = workdays.after(self.today, 1 if verb == "appeal" else 3)
        self.appealed = self.appealed or verb == "appeal"
        if verb != "reject" or self.decides(who):
            self.state = LEADS_TO.get(verb, self.state)
        if verb in ("ask", "supplement", "restore", "withdraw"):
            self.since = self.today if verb == "ask" else None
        self.proposed = self.proposed and self.state == "submitted"

    def night(self) -> None:
        """What the timetable does."""
        self.state = self.now
        is_old = self.answered is not None and self.today > self.answered + timedelta(days=15)
        if self.state == "answered" and is_old:
            self.state = "concluded"
