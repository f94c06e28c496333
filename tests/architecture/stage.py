"""What the matrices are played on: one set of objects at each of five places, and whose they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from sqlalchemy import select

from server.accounts.models import Account
from server.accounts.queries import grants
from server.activities.kinds import DutyKind
from server.activities.life import ActivityStatus
from server.activities.models import Activity
from server.areas.models import AreaLevel
from server.codes import service as codes
from server.codes.models import CodeKind
from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.permissions import Role
from server.deputies.models import Deputy
from server.deputies.service import account_for
from server.duties import deciding, own, service as duties
from server.duties.life import DutyStatus
from server.duties.models import Duty, DutyHow
from server.duties.scanning import Scanned
from server.gateways.sounds import Sound
from server.messages import asking, course, publication, refusals, service as messages
from server.messages.addresses import Address
from server.messages.aside_models import RefusalReason
from server.messages.author_models import Voice
from server.messages.models import Message, Visibility
from server.notifications.models import Notice
from server.notifications.service import Target, tell
from server.stations.models import Station
from server.uploads import service as upload_service
from tests import factories
from tests.factories import World

STAFF = frozenset({Role.LIAISON, Role.STATION_HEAD, Role.STREET_NPC})
READERS = STAFF | {Role.NPC_STAFF, Role.NPC_LEADER, Role.GOV_DISPATCHER, Role.DEPUTY, Role.RESIDENT}
# whose scope covers which relation, beside `own`: an area holds its stations
WIDER = {
    Role.STREET_NPC: {"own", "sibling", "parent"},
    Role.NPC_STAFF: {"own", "sibling", "parent", "other_branch"},
    Role.NPC_LEADER: {"own", "sibling", "parent", "other_branch"},
    Role.GOV_DISPATCHER: {"own", "sibling", "parent", "other_branch"},
}
ROLES = [role for role in Role if role is not Role.VISITOR]

RELATIONS = ("own", "sibling", "parent", "other_branch", "other_county")
PLACES = {
    "own": factories.VILLAGE,
    "sibling": factories.VILLAGE,
    "parent": factories.TOWN,
    "other_branch": "330111002001",
    "other_county": "320311001001",
}


@dataclass
class Objects:
    """What there is at one place: a message to a deputy by an author, an activity, a notice."""

    submitted: UUID
    accepted: UUID
    answered: UUID
    asked: UUID
    shelved: UUID
    proposed: UUID
    rejected: UUID
    activity: UUID
    activity_deputy: UUID
    sketched: UUID
    """A draft of an activity."""
    colleague: UUID
    """Sits at the same station."""
    invited: UUID
    notice: UUID
    pending: UUID
    draft: UUID
    refused: UUID
    disputed: UUID
    counted: UUID
    sealed: UUID
    station: UUID
    number: str
    duty_code: str

    @property
    def letters(self) -> set[str]:
        """Every message there is, as its id is written."""
        turned = {self.asked, self.shelved, self.proposed, self.rejected}
        return {str(one) for one in {self.submitted, self.accepted, self.answered} | turned}


@dataclass
class Stage:
    world: World
    objects: dict[str, Objects]


def build(client: FlaskClient) -> Stage:
    """The world of the factories with objects at every place."""
    world = factories.world(client)
    with transaction():
        factories.area("320311001", "街道", AreaLevel.TOWN, factories.OTHER_COUNTY)
        own_author = db.session.get_one(Account, world.phone("resident").account_id)
        objects = {
            relation: place(world, relation, own_author if relation == "own" else _somebody(client))
            for relation in RELATIONS
        }
    return Stage(world, objects)


def place(world: World, relation: str, author: Account) -> Objects:
    """Build one place's objects; at the own place they are the world's."""
    if relation == "own":
        here, member = world.station, world.deputy
    else:
        here = factories.station(f"{relation}站", PLACES[relation])
        county = PLACES[relation][:6].ljust(12, "0")
        member = factories.deputy(here, f"{relation}代表", area_code=county)
        account_for(member)
    liaison = _actor(factories.staff(Role.LIAISON, here.scope))
    made = _straight(relation, here, member, _actor(author), liaison)
    made |= _turned(here, member, author, liaison)
    planned: Activity = factories.activity(here, [member])
    sketched = factories.activity(here, [member], status=ActivityStatus.DRAFT)
    told = f"matrix-{relation}"
    tell(
        author.id, source=told, kind="k", title="t", text="t", target=Target("message", made["submitted"], "")
    )
    db.session.flush()
    notice = db.session.scalars(select(Notice.id).where(Notice.source == told)).one()
    wall = codes.issue(factories.SYSTEM, here, CodeKind.DUTY)
    return Objects(
        **made,
        activity=planned.id,
        sketched=sketched.id,
        activity_deputy=member.id,
        colleague=factories.deputy(here, f"{relation}同事", area_code=member.area_code).id,
        invited=member.id,
        notice=notice,
        **_on_file(here, member, author.id),
        station=here.id,
        number=db.session.get_one(Message, made["accepted"]).number,
        duty_code=wall.token,
    )


def _on_file(here: Station, member: Deputy, author_id: UUID) -> dict[str, UUID]:
    """A deputy's records, one in each state that somebody may do something about."""
    speaks = Actor(Role.DEPUTY, account_id=author_id, deputy_id=member.id)
    head = Actor(Role.STATION_HEAD, here.scope, account_id=uuid4(), name="老周")
    scanned = Scanned(here, DutyHow.STATIC, clock.now())
    waiting = duties.scan(speaks, scanned, kind=DutyKind.VISIT_VOTERS).duty
    day = clock.now() - timedelta(days=1)
    made = {
        name: own.enter(speaks, kind=kind, at=day, title="走访三户人家", is_draft=name == "draft").duty.id
        for name, kind in zip(("draft", "refused", "disputed", "counted", "sealed"), DutyKind, strict=False)
    }
    rows = {name: db.session.get_one(Duty, duty_id) for name, duty_id in made.items()}
    for name in ("refused", "disputed"):
        deciding.reject(head, rows[name], reason="那天没有开会。")
    deciding.appeal(speaks, rows["disputed"], reason="去了，老张在场。")
    for name in ("counted", "sealed"):
        deciding.confirm(head, rows[name])
    rows["sealed"].status = DutyStatus.ARCHIVED
    db.session.flush()
    return made | {"pending": waiting.id}


def _straight(relation: str, here: Station, member: Deputy, author: Actor, liaison: Actor) -> dict[str, UUID]:
    """Letters that go the usual way: one new, one taken on, one answered and public."""
    made: dict[str, UUID] = {}
    for state in ("submitted", "accepted", "answered"):
        # the answered one may be public, and is; the others are the author's and the station's alone
        open_to = Visibility.ANONYMOUS_PUBLIC if state == "answered" else Visibility.PRIVATE
        content = f"{relation} {state} 的一件事。"
        case, _ = messages.submit(
            author, Address(here, member.id, member), content=content, visibility=open_to
        )
        sent = db.session.get_one(Message, case.message.id)
        if state == "submitted":
            sound = upload_service.store(author, Sound("audio/mpeg", b""))
            db.session.flush()
            db.session.add(Voice(message_id=sent.id, upload_id=sound.id))
        else:
            messages.accept(liaison, sent)
        if state == "answered":
            messages.reply(liaison, sent, text="已经看过了。")
            publication.publish(liaison, sent, summary=f"{relation}的一件事，答复了。", has_read=True)
        made[state] = sent.id
    return made


def _turned(here: Station, member: Deputy, author: Account, liaison: Actor) -> dict[str, UUID]:
    """Letters that are asked about, put away, proposed to be refused, refused."""
    head = _actor(factories.staff(Role.STATION_HEAD, here.scope))
    go_elsewhere = {"reason": RefusalReason.J5, "text": "这件事归邻县管，请找那边的联络站。"}
    turns: dict[str, Callable[[Message], object]] = {
        "asked": lambda sent: asking.ask(liaison, sent, text="请写清是哪一幢。"),
        "shelved": lambda sent: (asking.ask(liaison, sent, text="请写清是哪一幢。"), course.shelve(sent)),
        "proposed": lambda sent: refusals.refuse(liaison, sent, **go_elsewhere),
        "rejected": lambda sent: refusals.refuse(head, sent, **go_elsewhere),
    }
    made = {}
    for state, turn in turns.items():
        # nobody may write this often: sent by somebody else, and theirs since
        writer = Actor(Role.RESIDENT, account_id=factories.staff(Role.RESIDENT, "self").id)
        case, _ = messages.submit(writer, Address(here, member.id, member), content=f"{state} 的一件事。")
        sent = db.session.get_one(Message, case.message.id)
        sent.author_id = author.id
        turn(sent)
        made[state] = sent.id
    return made


def _somebody(client: FlaskClient) -> Account:
    return db.session.get_one(Account, factories.resident(client).account_id)


def _actor(account: Account) -> Actor:
    db.session.flush()
    given = grants(account.id)[0]
    return Actor(given.role, given.scope, account.id, name=account.display_name)


def covers(role: Role, relation: str, owners: frozenset[Role]) -> bool:
    return role in owners and relation in WIDER.get(role, {"own"})


Scene = TypeVar("Scene")


def acts(
    owners: frozenset[Role], begin: Callable[[], Scene], *, changes: bool = True
) -> Iterator[tuple[Scene, Role]]:
    """Every role with the stage it plays on. Who may not changes nothing: they go first and share one."""
    stage = begin()
    for number, role in enumerate(sorted(ROLES, key=lambda role: role in owners)):
        if number and changes and role in owners:
            stage = begin()
        yield stage, role
