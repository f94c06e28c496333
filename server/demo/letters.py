"""The letters of a year: who wrote what to which station, and every step that followed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.accounts.models import Account
from server.areas.catalogue import ANSWER_DAYS, default_number
from server.core import crypto, workdays
from server.core.permissions import Role
from server.core.text import date_words, day_words
from server.demo import library
from server.demo.benches import Benches
from server.demo.dice import Dice
from server.demo.library import ANYWHERE, Answer, Letter, words
from server.demo.life import Life, Until, Verdict, live
from server.demo.people import Register, Resident
from server.demo.places import Place
from server.demo.story import Story, days_to_act, rating_of, reply_duty, status_of
from server.deputies.models import Deputy
from server.duties.models import Duty
from server.messages.kinds import Category, Kind, Urgency
from server.messages.life import MessageAction, MessageStatus
from server.messages.models import Message, Rating, ResultClass, Step, Visibility

ASKING = ("complaint", "help", "suggest", "wish")


@dataclass(slots=True)
class Mailbag:
    """What was written, with everything that hangs on it."""

    messages: list[Message] = field(default_factory=list)
    steps: dict[UUID, list[Step]] = field(default_factory=dict)
    ratings: list[Rating] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    answers: dict[UUID, Answer] = field(default_factory=dict)
    """What came back, or would have in time."""


@dataclass(slots=True)
class Writer:
    """Writes letters one after the other; a station hears the same text once, and nobody says it twice."""

    dice: Dice
    now: datetime
    benches: Benches
    register: Register
    bag: Mailbag = field(default_factory=Mailbag)
    _heard: dict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))
    _decks: dict[str, list[Letter]] = field(default_factory=dict)

    def write(
        self,
        place: Place,
        author: Resident,
        created: datetime,
        until: Until = Until.END,
        letter: Letter | None = None,
    ) -> Message:
        """What is written is dealt, unless it is given."""
        letter = letter or self._deal(place, author, is_calm=until is not Until.END)
        for one in (place.station.id, author.account.id):
            self._heard[one].add(letter.text)
        answer = self.dice.pick(library.answers(letter))
        deputy = self._addressed(place, answer)
        life = live(self.dice, created, self.now, urgency=letter.urgency, result=answer.result, until=until)
        message = self._message(place, author, letter, deputy, life)
        self.bag.messages.append(message)
        self.bag.answers[message.id] = answer
        self._tell_story(message, place, author, answer, life)
        return message

    def _deal(self, place: Place, author: Resident, *, is_calm: bool) -> Letter:
        """The next letter that fits the place and neither this place nor this person has had; every letter comes up.

        Only a calm one is ever left lying: nobody lets a smell of gas wait.
        """
        deck = self._decks.setdefault(place.where, [])
        if not (wanted := self._wanted(deck, place, author, is_calm=is_calm)):
            fitting = [letter for letter in library.letters() if letter.where in (ANYWHERE, place.where)]
            self.dice.random.shuffle(fitting)
            deck[:0] = fitting
            wanted = self._wanted(fitting, place, author, is_calm=is_calm) or fitting
        letter = wanted[-1]
        deck.remove(letter)
        return letter

    def _wanted(self, deck: list[Letter], place: Place, author: Resident, *, is_calm: bool) -> list[Letter]:
        heard = self._heard[place.station.id] | self._heard[author.account.id]
        return [one for one in deck if one.text not in heard and (_may_wait(one) or not is_calm)]

    def _addressed(self, place: Place, answer: Answer) -> Deputy | None:
        """A deputy answers only what was written to them; some letters to a deputy the liaison answers."""
        if answer.by == Role.DEPUTY or self.dice.chance(0.12):
            return self.dice.pick(self.benches.at[place.station.id])
        return None

    def _message(
        self, place: Place, author: Resident, letter: Letter, deputy: Deputy | None, life: Life
    ) -> Message:
        last = life.verdicts[-1] if life.verdicts else None
        is_reworked = last is not None and last.reply == 1
        concluded = life.lapsed if last is None or is_reworked else last.at
        promise = workdays.after((life.accepted or life.created).date(), days_to_act(life))
        return Message(
            id=self.dice.id(),
            number="",
            author_id=author.account.id,
            station_id=place.station.id,
            deputy_id=deputy.id if deputy else None,
            area_code=place.station.area_code,
            content=letter.text + self._tail(letter),
            place=self._whereabouts(place, letter),
            visibility=self._visibility(letter),
            consent_share_identity=not author.is_guest and self.dice.chance(0.4),
            status=MessageStatus.REWORKING if is_reworked else status_of(life, concluded),
            unit_name="",
            limit_days=default_number(ANSWER_DAYS) if life.accepted else None,
            reworks=sum(verdict.reply == 1 for verdict in life.verdicts),
            promised_on=promise,
            pin_digest=crypto.digest(crypto.token()) if author.is_guest else None,
            created_at=life.created,
            accepted_at=life.accepted,
            answered_at=life.answered,
            concluded_at=concluded,
            **_sorted_as(letter, life, is_over=concluded is not None),
        )

    def _tail(self, letter: Letter) -> str:
        """A last sentence, where something is asked for."""
        return str(self.dice.pick(words("profile")["resident_tails"])) if letter.kind in ASKING else ""

    def _whereabouts(self, place: Place, letter: Letter) -> str:
        chance = self.dice.random
        if not letter.place:
            return "" if self.dice.chance(0.6) else place.area_name
        return place.area_name + letter.place.format(
            n=chance.randrange(1, 30),
            m=chance.randrange(1, 5),
            team=chance.randrange(1, 12),
            road=self.dice.pick(words("profile")["roads"]),
        )

    def _visibility(self, letter: Letter) -> Visibility:
        if letter.kind == "report":
            return Visibility.PRIVATE
        kinds = (Visibility.PRIVATE, Visibility.ANONYMOUS_PUBLIC, Visibility.PUBLIC)
        return self.dice.random.choices(kinds, (70, 20, 10))[0]

    def _tell_story(
        self, message: Message, place: Place, author: Resident, answer: Answer, life: Life
    ) -> None:
        """The steps as the service would have recorded them, in their order."""
        story = Story(message, author.account)
        story.step(MessageAction.SUBMIT, life.created)
        liaison = self.register.of[Role.LIAISON, place.station.scope]
        if life.accepted:
            story.step(MessageAction.ACCEPT, life.accepted, liaison, Role.LIAISON)
        if life.answered:
            self._answer(story, liaison, answer, life.answered)
        for at, verdict in enumerate(life.verdicts):
            said = self._comment(verdict)
            action = MessageAction.DISSATISFY if verdict.reply == 1 else MessageAction.SATISFY
            story.step(action, verdict.at, text=said)
            if at == len(life.verdicts) - 1:
                self.bag.ratings.append(rating_of(message, life, said))
        if life.lapsed:
            story.lapse(life.lapsed)
        self.bag.steps[message.id] = story.steps

    def _comment(self, verdict: Verdict) -> str:
        """Every second one adds a few words."""
        said = words("profile")["rating_words"][f"{verdict.reply} {'solved' if verdict.solved else 'open'}"]
        return str(self.dice.pick(said)) if self.dice.chance(0.5) else ""

    def _answer(self, story: Story, liaison: Account, answer: Answer, at: datetime) -> None:
        """By the deputy where the answer is a deputy's; that is a duty of its own accord (D06, F08)."""
        said: dict[str, Any] = {
            "text": self._dated(answer, at),
            "result": ResultClass(answer.result) if answer.result else None,
        }
        if answer.by != Role.DEPUTY:
            story.step(MessageAction.REPLY, at, liaison, Role.LIAISON, **said)
            return
        deputy = self.register.of[Role.DEPUTY, str(story.message.deputy_id)]
        story.step(MessageAction.REPLY, at, deputy, Role.DEPUTY, **said)
        self.bag.duties.append(reply_duty(self.dice, story.message, at))

    def _dated(self, answer: Answer, at: datetime) -> str:
        """With the day that is promised, or on which it is looked at again."""
        day = at.date() + timedelta(days=self.dice.random.randrange(20, 120))
        said = day_words(day) if day.year == at.year else date_words(day)
        return answer.text.format(date=said, review=said)


def _may_wait(letter: Letter) -> bool:
    return letter.urgency in ("U3", "U4") and letter.kind not in ("report", "invalid")


def _sorted_as(letter: Letter, life: Life, *, is_over: bool) -> dict[str, Any]:
    """What a person found it to be, once it was taken on; the rest only of what is over, so that none is stopped by it."""
    if not life.accepted:
        return {}
    whole = {"kind": Kind(letter.kind), "urgency": Urgency(letter.urgency)} if is_over else {}
    return {"category": Category(letter.category)} | whole
