"""Lines for COPY: five years of a city's activities and duty records, day after day as they were written down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID

from server.activities.kinds import KINDS, DutyKind
from server.demo import library
from server.demo.mill import NULL, YEARS

DAYS = YEARS * 365
QUIET_DAYS = 60
FROM_ACTIVITIES = 0.6
_TABLES = {
    "activities": "id title kind station_id area_code place starts_at ends_at created_at",
    "duties": "id deputy_id activity_id station_id area_code kind title status source how at dedupe recorded_at",
    "activity_participants": "activity_id deputy_id duty_id came_by",
}
DUTY_COLUMNS = {table: columns.split() for table, columns in _TABLES.items()}
ALONE = (
    DutyKind.VISIT_VOTERS,
    DutyKind.VISIT_VOTERS,
    DutyKind.HANDLE_OPINION,
    DutyKind.HANDLE_OPINION,
    DutyKind.SUGGEST,
    DutyKind.RESEARCH,
    DutyKind.SERVICE,
)
"""What a deputy does without a station's invitation; twice is twice as often."""
_WAYS = (("scan", "static"), ("scan", "rotating"), ("scan", "face"), ("staff", "staff"), ("staff", "staff"))
_ALONE_WAYS = (("import", "import"), ("import", "import"), ("staff", "staff"), ("self", "self"))
_BY_CODE = {info.code: kind for kind, info in KINDS.items()}


@dataclass(frozen=True, slots=True)
class House:
    """A station and the deputies who sit there. A quiet one had nothing for two months."""

    id: UUID
    area_code: str
    name: str
    deputies: tuple[UUID, ...]
    is_quiet: bool


@dataclass(slots=True)
class DutyMill:
    """`resting`: deputies of whom nothing is known this year."""

    random: Random
    today: date
    houses: Sequence[House]
    resting: frozenset[UUID]
    _lines: dict[str, list[str]] = field(default_factory=dict)
    _duties: int = 0

    def grind(self, total: int) -> Iterator[tuple[int, dict[str, str]]]:
        """COPY text by table, a day at a time from the first to yesterday, with the number of its duty records."""
        made = 0
        for ago in range(DAYS, 0, -1):
            wanted = total * (DAYS - ago + 1) // DAYS - made
            self._lines, self._duties = {table: [] for table in DUTY_COLUMNS}, 0
            self._day(ago, wanted)
            made += wanted
            yield wanted, {table: "".join(lines) for table, lines in self._lines.items()}

    def _day(self, ago: int, wanted: int) -> None:
        day = self.today - timedelta(days=ago)
        by_activities, is_this_year = int(wanted * FROM_ACTIVITIES), day.year == self.today.year
        while self._duties < by_activities:
            self._activity(day, ago, by_activities - self._duties, is_this_year)
        while self._duties < wanted:
            house = self._house(ago)
            deputy = house.deputies[int(self.random.random() * len(house.deputies))]
            if not (is_this_year and deputy in self.resting):
                self._alone(house, deputy, day, ago)

    def _house(self, ago: int) -> House:
        while True:
            house = self.houses[int(self.random.random() * len(self.houses))]
            if ago > QUIET_DAYS or not house.is_quiet:
                return house

    def _activity(self, day: date, ago: int, most: int, is_this_year: bool) -> None:
        """All who are seated are invited; one does not come, and who rests neither."""
        house, meeting = self._house(ago), self.random.choice(library.meetings())
        activity_id, kind = self._id(), _BY_CODE[meeting.kind].value
        start = self.random.choice((9, 14))
        place = f"{house.id}\t{house.area_code}"
        self._lines["activities"].append(
            f"{activity_id}\t{meeting.title}\t{kind}\t{place}\t{house.name}\t{day} {start:02d}:00+08\t"
            f"{day} {start + 2:02d}:00+08\t{day - timedelta(days=10)} 09:00+08\n"
        )
        stays_away = int(self.random.random() * len(house.deputies))
        for at, deputy in enumerate(house.deputies):
            comes = at != stays_away and most > 0 and not (is_this_year and deputy in self.resting)
            duty_id, came_by = NULL, NULL
            if comes:
                most -= 1
                duty_id, (came_by, how) = self._id(), self.random.choice(_WAYS)
                self._duty(
                    f"{duty_id}\t{deputy}\t{activity_id}\t{place}\t{kind}\t{meeting.title}\tconfirmed\t{came_by}\t{how}\t"
                    f"{day} {start:02d}:00+08\tactivity-{activity_id}\t{day} {start:02d}:05+08\n"
                )
            self._lines["activity_participants"].append(f"{activity_id}\t{deputy}\t{duty_id}\t{came_by}\n")

    def _alone(self, house: House, deputy: UUID, day: date, ago: int) -> None:
        """Something of one's own; what was told in one's own words these days waits to be confirmed."""
        duty_id, kind = self._id(), self.random.choice(ALONE)
        source, how = self.random.choice(_ALONE_WAYS)
        status = "pending" if source == "self" and ago < 20 else "confirmed"
        hour = 8 + int(self.random.random() * 10)
        self._duty(
            f"{duty_id}\t{deputy}\t{NULL}\t{house.id}\t{house.area_code}\t{kind.value}\t{KINDS[kind].name}\t{status}\t"
            f"{source}\t{how}\t{day} {hour:02d}:30+08\tcity-{duty_id}\t{day} {hour:02d}:40+08\n"
        )

    def _duty(self, line: str) -> None:
        self._lines["duties"].append(line)
        self._duties += 1

    def _id(self) -> str:
        """A UUID, version 4, as text, from the seed: the same city comes out again."""
        digits = f"{self.random.getrandbits(128):032x}"
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"
