"""For the deputy's phone: contacts, diary, three questions, reporting in; for the other side: yes, no, and the end of it."""

from __future__ import annotations

from uuid import UUID

from server.accounts.doors import settings
from server.contacts import arriving, asking, diary, queries, schemas as s, service, views
from server.core.actor import current
from server.core.db import db
from server.core.http import Page, Routes
from server.core.permissions import Permission as P
from server.deputies.models import Deputy
from server.deputies.queries import public

routes = Routes("contacts", "/api/contacts")
ONE = "/<uuid:link_id>"
VISIT = "/visits/<uuid:visit_id>"


def _me() -> Deputy:
    return db.session.get_one(Deputy, current().deputy_id)


@routes.get("", permission=P.CONTACT_OWN, out=s.ContactsOut)
def own() -> s.ContactsOut:
    """Whom I am in touch with, in the order of time; how many are missing."""
    return views.contacts_out(_me())


@routes.post("", permission=P.CONTACT_OWN, body=s.AskContact, out=s.InvitedOut, status=201)
def ask(body: s.AskContact) -> s.InvitedOut:
    """Ask somebody. A voter gets an invitation, told once; a deputy is asked on their own phone."""
    if body.deputy_id:
        link = service.ask_deputy(current(), _me(), other=public(body.deputy_id))
        return views.invited_out(link, None, settings().public_url)
    link, invitation = service.ask(current(), _me(), name=body.name, phone=body.phone)
    return views.invited_out(link, invitation, settings().public_url)


@routes.get("/candidates", permission=P.CONTACT_OWN, query=s.FindCandidates, out=Page[s.GrassrootsOut])
def candidates(query: s.FindCandidates) -> Page[s.GrassrootsOut]:
    """Grassroots deputies who are called like this."""
    found = queries.candidates(_me(), query.words)
    return Page[s.GrassrootsOut](
        items=[s.GrassrootsOut(id=one.id, name=one.name, title=one.title) for one in found]
    )


@routes.post(f"{ONE}/invitation", permission=P.CONTACT_OWN, out=s.InvitedOut)
def invite(link_id: UUID) -> s.InvitedOut:
    """A new invitation; the one before opens nothing any more."""
    link = queries.get_for_update(current(), link_id)
    return views.invited_out(link, service.invite(current(), link), settings().public_url)


@routes.post(f"{ONE}/end", permission=P.CONTACT_ANSWER)
def end(link_id: UUID) -> None:
    """From either side, at any time."""
    service.end(current(), queries.either_for_update(current(), link_id))


@routes.get("/asked", permission=P.CONTACT_ANSWER, query=s.FindInvitation, out=s.ContactAskedOut)
def asked(query: s.FindInvitation) -> s.ContactAskedOut:
    """Who asks with this invitation."""
    return views.asked_out(queries.by_invitation(query.invitation))


@routes.post("/answers", permission=P.CONTACT_ANSWER, body=s.AnswerInvitation, out=Page[s.MineOut])
def answer_invitation(body: s.AnswerInvitation) -> Page[s.MineOut]:
    """My own word; only with a yes it counts."""
    service.answer(current(), queries.by_invitation(body.invitation), agrees=body.agrees)
    return views.mine_out(current())


@routes.get("/mine", permission=P.CONTACT_ANSWER, out=Page[s.MineOut])
def mine() -> Page[s.MineOut]:
    """Who is in touch with me, and what waits for my word."""
    return views.mine_out(current())


@routes.post(f"{ONE}/answer", permission=P.CONTACT_ANSWER, body=s.AnswerContact, out=Page[s.MineOut])
def answer(link_id: UUID, body: s.AnswerContact) -> Page[s.MineOut]:
    """A grassroots deputy's own word."""
    service.answer(current(), queries.own_for_update(current(), link_id), agrees=body.agrees)
    return views.mine_out(current())


@routes.get("/visits", permission=P.CONTACT_OWN, out=Page[s.DiaryOut])
def visits() -> Page[s.DiaryOut]:
    """My diary, the latest first."""
    return Page[s.DiaryOut](items=views.visits_out(current(), queries.visits(current())))


@routes.post("/visits", permission=P.CONTACT_OWN, body=s.WriteVisit, out=s.DiaryOut, status=201, once=True)
def write(body: s.WriteVisit) -> s.DiaryOut:
    """One entry; the duty record comes by itself."""
    return views.visits_out(current(), [diary.write(current(), **body.model_dump())])[0]


@routes.post(f"{VISIT}/follow-up", permission=P.CONTACT_OWN, body=s.FollowUp, out=s.DiaryOut)
def follow_up(visit_id: UUID, body: s.FollowUp) -> s.DiaryOut:
    """What became of it."""
    found = queries.visit_for_update(current(), visit_id)
    return views.visits_out(current(), [diary.follow_up(current(), found, text=body.text)])[0]


@routes.post(
    f"{VISIT}/letter", permission=P.CONTACT_OWN, body=s.HandIn, out=s.HandedInOut, status=201, once=True
)
def hand_in(visit_id: UUID, body: s.HandIn) -> s.HandedInOut:
    """What was heard, as a letter on behalf of whoever said it; number and PIN are told once."""
    found = queries.visit_for_update(current(), visit_id)
    case, pin = diary.hand_in(current(), found, **body.model_dump())
    return s.HandedInOut(message_id=case.message.id, number=case.message.number, pin=pin)


@routes.post(f"{VISIT}/questions", permission=P.CONTACT_OWN, body=s.AnswerThree, out=s.DiaryOut, status=201)
def ask_on_visit(visit_id: UUID, body: s.AnswerThree) -> s.DiaryOut:
    """The three questions, asked at the door."""
    found = queries.visit_for_update(current(), visit_id)
    asking.answer_on_visit(current(), found, **body.model_dump())
    return views.visits_out(current(), [found])[0]


@routes.get("/questions", permission=P.CONTACT_OWN, out=Page[s.QuestionsOut])
def questions() -> Page[s.QuestionsOut]:
    """Every round that I sent, with its answers, the latest first."""
    return views.questions_out(current())


@routes.post("/questions", permission=P.CONTACT_OWN, out=Page[s.QuestionsOut], status=201)
def send() -> Page[s.QuestionsOut]:
    """The three questions to everybody with a phone whom I am in touch with."""
    asking.send(current())
    return views.questions_out(current())


@routes.post(
    "/questions/<uuid:questions_id>/answer",
    permission=P.CONTACT_ANSWER,
    body=s.AnswerThree,
    out=Page[s.MineOut],
)
def answer_three(questions_id: UUID, body: s.AnswerThree) -> Page[s.MineOut]:
    """My own three answers, once."""
    sent, link = queries.asked_of(current(), questions_id)
    asking.answer(current(), sent, link, **body.model_dump())
    return views.mine_out(current())


@routes.post("/arrival", permission=P.CONTACT_OWN, out=s.ArrivalOut, status=201)
def arrive() -> s.ArrivalOut:
    """I report in at my constituency, once in a term."""
    return s.ArrivalOut(on=arriving.arrive(current(), _me()).on)
