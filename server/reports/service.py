"""What a deputy does with a report: draft, read and edit, set a day, present, publish. The voters' part is `ballots`."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update

from server.areas import settings
from server.areas.duty_catalogue import REPORT_RATE_DAYS, REPORT_RESULT
from server.core import audit, clock, outbox
from server.core.actor import Actor
from server.core.db import db, leave
from server.core.errors import Conflict, InvalidInput
from server.deputies.models import Deputy
from server.duties.service import import_report
from server.messages.addresses import Address
from server.messages.models import Message, Step
from server.messages.voices import submit
from server.papers.marks import Texts, refuse_wrong
from server.reports import facts, queries, writing
from server.reports.life import WAY_WORDS, WORKFLOW, ReportAction, ReportStatus, Way
from server.reports.models import BallotBox, Report, ReportQuestion
from server.stations.models import Station
from server.stations.queries import seated, stations_of

FURTHEST = timedelta(days=180)


def draft(actor: Actor, *, year: int) -> tuple[Report, bool]:
    """From the file, by itself (R4-07); the year's second asking gives the first one's report, and says so."""
    deputy = _deputy(actor)
    known = queries.of_year(deputy.id, year)
    if known is not None:
        return known, False
    today = clock.today()
    if not deputy.term_from.year <= year <= today.year:
        raise InvalidInput.at("report.year", "这一年您还没有当代表，或者还没有到", "year")
    station = _home(deputy)
    figures = facts.gather(deputy, station, year)
    texts = writing.write(figures)
    made = Report(
        deputy_id=deputy.id,
        area_code=deputy.area_code,
        station_id=station.id,
        year=year,
        status=ReportStatus.DRAFT,
        figures=figures,
        first=texts,
        texts=dict(texts),
        written_at=clock.now(),
        rounds=0,
        shows_result=False,
    )
    db.session.add(made)
    db.session.flush()
    return made, True


def _deputy(actor: Actor) -> Deputy:
    if actor.deputy_id is None:
        raise InvalidInput("report.not_a_deputy", "履职报告由代表本人起草。")
    return db.session.get_one(Deputy, actor.deputy_id)


def _home(deputy: Deputy) -> Station:
    found = stations_of(deputy.id)
    if not found:
        raise Conflict("report.no_station", "您还没有排到哪个站。请联络员排好，再来起草。")
    return next((station for station in found if station.is_open), found[0])


def edit(actor: Actor, report: Report, *, texts: Texts) -> None:
    """The deputy has read it: with other words, or as it is. The figures are taken anew from the file."""
    _advance(report, ReportAction.EDIT)
    _take_anew(report)
    wanted = report.texts | {key: text for key, text in texts.items() if key in writing.SECTIONS}
    refuse_wrong(wanted, report.figures["marks"], "report.words")
    report.texts = wanted


def restore(actor: Actor, report: Report) -> None:
    """The system's words again, for the figures of today."""
    _advance(report, ReportAction.EDIT)
    _take_anew(report)
    report.first = writing.write(report.figures)
    report.texts = dict(report.first)


def _take_anew(report: Report) -> None:
    deputy, station = queries.whose(report)
    report.figures = facts.gather(deputy, station, report.year)


def schedule(
    actor: Actor,
    report: Report,
    *,
    way: Way,
    presents_at: datetime,
    station_id: UUID | None = None,
    place: str = "",
    live_url: str = "",
) -> None:
    """When, how and where; residents are told ahead."""
    _refuse_odd_time(presents_at)
    _refuse_odd_link(way, live_url)
    _advance(report, ReportAction.SCHEDULE)
    if station_id is not None and station_id != report.station_id:
        _move(report, station_id)
    report.way, report.presents_at = way, presents_at
    report.place = place if way is Way.ONSITE else ""
    report.live_url = live_url if way is Way.LIVE else ""
    report.rounds += 1
    _take_anew(report)
    outbox.publish("report.scheduled", report_id=report.id, round=report.rounds)


def _refuse_odd_time(presents_at: datetime) -> None:
    day, today = clock.local(presents_at).date(), clock.today()
    if not today <= day <= today + FURTHEST:
        raise InvalidInput.at("report.day", "请选今天以后、半年以内的一天", "presents_at")


def _refuse_odd_link(way: Way, live_url: str) -> None:
    """The stream is somebody else's; it is opened outside, and nothing of it is counted here (R4-19, F06)."""
    if way is Way.LIVE and not live_url.startswith("https://"):
        raise InvalidInput.at("report.live", "请填直播间的网址，以 https:// 开头", "live_url")


def _move(report: Report, station_id: UUID) -> None:
    if seated(station_id, report.deputy_id) is None:
        raise InvalidInput.at("report.station", "请选您坐的站", "station_id")
    report.station_id = station_id


def recall(actor: Actor, report: Report) -> None:
    """Back to the desk before its day; residents no longer see it announced."""
    _advance(report, ReportAction.RECALL)
    report.way = report.presents_at = None
    report.place = report.live_url = ""


def present(actor: Actor, report: Report) -> None:
    """It is held, sent or streamed: on file as a duty (D19), its words and figures stay, and voters may judge it."""
    if report.presents_at and clock.today() < clock.local(report.presents_at).date():
        raise Conflict("report.not_yet", "还没有到报告的日子。要提前，请先改日子。")
    _advance(report, ReportAction.PRESENT)
    report.presented_at = clock.now()
    days = settings.number(report.area_code, REPORT_RATE_DAYS)
    report.closes_on = clock.today() + timedelta(days=days)
    db.session.add(BallotBox(report_id=report.id, satisfied=0, basic=0, unsatisfied=0))
    _, station = queries.whose(report)
    import_report(report.deputy_id, report_id=report.id, station=station, at=report.presented_at)
    audit.record(actor, "report.presented", "report", report.id, WAY_WORDS[report.way or Way.WRITTEN])
    outbox.publish("report.presented", report_id=report.id)


def publish(actor: Actor, report: Report) -> None:
    """On the deputy's and the station's page; with the voters' answer where the area wants it."""
    _advance(report, ReportAction.PUBLISH)
    report.published_at = clock.now()
    report.shows_result = settings.value(report.area_code, REPORT_RESULT)
    audit.record(actor, "report.published", "report", report.id, report.title)


def ask(actor: Actor, report: Report, to: Address, *, content: str) -> tuple[Message, str | None]:
    """A question to the report is a letter at once, which says where it came from (R4-19)."""
    if report.presents_at is None:
        raise Conflict("report.no_day", "这份报告还没有定日子。")
    deputy, _ = queries.whose(report)
    way = WAY_WORDS[report.way or Way.WRITTEN]
    case, pin = submit(actor, to, content=content)
    leave(ReportQuestion(message_id=case.message.id, report_id=report.id))
    # said once the letter is there: the words by which letters are found are gathered from both
    said = f"向{deputy.name}代表{report.title}（{way}）提的问题"
    db.session.execute(update(Step).where(Step.message_id == case.message.id).values(text=said))
    return case.message, pin


def _advance(report: Report, action: ReportAction) -> None:
    report.status = WORKFLOW.after(report.status, action)
