"""A second, smaller telling of a letter's path, written from domain §5.1 and not from the program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from server.core import workdays

STAFF = ("liaison", "station_head", "street_npc")
OFFICES = ("street_npc", "npc_staff")
UNIT = ("handler", "handler_lead")
OPEN = ("submitted", "need_info", "accepted")
WITH_UNIT = ("assigned", "unit_returned", "handling")
HELP_DAYS = 7
"""What a unit has for a plea for help (O10)."""
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
    "reopen": "reworking",
    "assign": "assigned",
    "sign": "handling",
    "give_back": "unit_returned",
    "sign_off": "replied",
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
    with_unit: bool = False
    signed: bool = False
    returnable: date | None = None
    returns: int = 0
    handed_up: bool = False
    draft_waits: bool = False
    extended: str = ""
    limit: int = 3
    forwards: int = 0

    @property
    def now(self) -> str:
        over = self.since is not None and self.today > self.since + timedelta(days=7)
        return "withdrawn" if self.state == "need_info" and over else self.state

    @property
    def is_overdue(self) -> bool:
        return self.now in ("submitted", "accepted", "reworking", *WITH_UNIT) and self.promised < self.today

    def decides(self, who: str) -> bool:
        return who == "street_npc" or (who == "station_head" and not self.appealed)

    def may(self, who: str, verb: str) -> bool:
        if who in UNIT:
            return self.unit_may(who, verb)
        now, staff = self.now, who in STAFF
        author, decides, fresh = who == "author", self.decides(who), now == "submitted"
        judged = now in ("answered", "replied")
        return {
            "accept": staff and fresh,
            "ask": staff and fresh,
            "reply": staff and (now == "accepted" or (now == "reworking" and not self.with_unit)),
            "progress": staff and now in (*OPEN, *WITH_UNIT, "answered", "replied", "reworking"),
            "reject": staff and fresh and (decides or not self.proposed),
            "approve": decides and fresh and self.proposed,
            "send_back": decides and fresh and self.proposed,
            "supplement": (staff or author) and now == "need_info",
            "restore": (staff or author) and now == "withdrawn" and self.since is not None,
            "withdraw": author and now in (*OPEN, *WITH_UNIT),
            "appeal": author and now == "rejected" and not self.appealed,
            "complain": author and (judged or now == "concluded") and self.ratings < 2,
            "praise": author and (judged or now in ("concluded", "reworking")) and self.ratings < 2,
            "hand_up": staff and now == "accepted" and not self.handed_up,
            "reopen": who in OFFICES and judged,
            "forward": staff and (now in OPEN or (now == "reworking" and not self.with_unit)),
            # the unit is the county's: the township cannot give it anything
            "assign": who == "npc_staff" and now in ("accepted", "unit_returned", "reworking"),
            "grant": who == "npc_staff" and self.extended == "asked" and now == "handling",
        }.get(verb, False)

    def unit_may(self, who: str, verb: str) -> bool:
        """Only what it has; what it has given back is no longer its to see."""
        now = self.now
        if not self.with_unit:
            return False
        return {
            "sign": now == "assigned",
            "give_back": now in ("assigned", "handling") and self.returns < 2 and self.is_returnable,
            "hand_up_draft": self.signed and now in ("handling", "reworking") and not self.draft_waits,
            "sign_off": who == "handler_lead" and self.draft_waits and now in ("handling", "reworking"),
            "extend": now == "handling" and self.extended == "",
        }.get(verb, False)

    @property
    def is_returnable(self) -> bool:
        return self.returnable is not None and self.today <= self.returnable

    def does(self, who: str, verb: str) -> None:
        if verb in ("supplement", "restore") and self.since:
            self.promised = workdays.after(self.promised, workdays.between(self.since, self.today))
        self.proposed = (self.proposed or verb == "reject") and verb != "send_back"
        self.forwards += verb == "forward"
        if verb in ("praise", "complain"):
            self.ratings += 1
        if verb in ("reply", "sign_off"):
            self.answered, self.ratings = self.today, 0
        self.promises(verb)
        self.unit_does(verb)
        self.appealed = self.appealed or verb == "appeal"
        if verb != "reject" or self.decides(who):
            self.state = LEADS_TO.get(verb, self.state)
        if verb in ("ask", "supplement", "restore", "withdraw"):
            self.since = self.today if verb == "ask" else None
        self.proposed = self.proposed and self.state == "submitted"

    def promises(self, verb: str) -> None:
        if verb in ("accept", "assign"):
            self.limit = 3 if verb == "accept" else HELP_DAYS
        if verb in ("accept", "appeal", "complain", "reopen", "assign"):
            self.promised = workdays.after(self.today, 1 if verb == "appeal" else self.limit)
        if verb == "grant":
            self.promised = workdays.after(max(self.promised, self.today), 2)

    def unit_does(self, verb: str) -> None:
        if verb == "assign":
            self.with_unit, self.signed, self.draft_waits, self.extended = True, False, False, ""
            self.returnable, self.handed_up = workdays.after(self.today, 2), False
        if verb in ("give_back", "withdraw"):
            self.with_unit, self.returns = False, self.returns + (verb == "give_back")
        self.signed = self.signed or verb == "sign"
        self.handed_up = self.handed_up or verb == "hand_up"
        self.draft_waits = verb == "hand_up_draft" or (self.draft_waits and verb != "sign_off")
        self.extended = {"extend": "asked", "grant": "had"}.get(verb, self.extended)

    def night(self) -> None:
        """What the timetable does."""
        self.state = self.now
        is_old = self.answered is not None and self.today > self.answered + timedelta(days=15)
        if self.state in ("answered", "replied") and is_old:
            self.state = "concluded"
