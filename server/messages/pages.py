"""The desk of those who answer: the inbox, the whole case, accept, reply, opening an identity."""

from __future__ import annotations

from uuid import UUID

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from server.accounts.forms import BlockForm
from server.core.actor import VISITOR, current
from server.core.pages import go, page
from server.core.parsing import form, query
from server.core.permissions import Permission
from server.core.text import day_words
from server.messages import (
    arranging_pages,
    asking,
    bulk_pages,
    canned_pages,
    clash,
    desk,
    forwarding_pages,
    handing,
    inbox as box,
    path_forms as forms,
    presence_pages,
    publication as public,
    publication_desk,
    queries,
    refusals,
    saved_pages,
    service,
    signal_pages,
    sorting_desk,
    voices,
    walkin_pages,
)
from server.messages.book import pages
from server.messages.life import MessageStatus

CHAPTERS = (
    arranging_pages,
    bulk_pages,
    canned_pages,
    forwarding_pages,
    presence_pages,
    saved_pages,
    signal_pages,
    walkin_pages,
)
"""Pages that stand in a file of their own."""


@pages.get("/inbox", permission=Permission.MESSAGE_READ)
def inbox() -> str:
    """Views, list and one message; what is open stands in the address."""
    return desk.shown(current(), query(box.FindMessages))


@pages.get("/messages/<uuid:message_id>", permission=Permission.MESSAGE_READ)
def case(message_id: UUID) -> str:
    """One message as a whole page."""
    shown = desk.desk_of(current(), queries.get(current(), message_id))
    return page("messages/case.html", desk=shown, find=box.FindMessages(), **desk.words())


@pages.post("/messages/<uuid:message_id>/accept", permission=Permission.MESSAGE_TRIAGE)
def accept(message_id: UUID) -> ResponseReturnValue:
    message, given = queries.get_for_update(current(), message_id), form(sorting_desk.AcceptForm)
    target = desk.onward(current(), message, given)
    service.accept(current(), message, **given.sorted_as)
    flash(f"{message.number} 受理了，答应来信人 {day_words(message.promised_on)}前答复")
    return redirect(sorting_desk.unless_raised(current(), message, target), 303)


@pages.post("/messages/<uuid:message_id>/sort", permission=Permission.MESSAGE_TRIAGE)
def sort(message_id: UUID) -> ResponseReturnValue:
    """What it is, said again."""
    message, given = queries.get_for_update(current(), message_id), form(sorting_desk.SortForm)
    service.sort(current(), message, **given.sorted_as)
    flash(f"{message.number} 记下了：{'、'.join(sorting_desk.sorted_words(message)) or '还没有定'}")
    return redirect(sorting_desk.unless_raised(current(), message, forms.same(message, given)), 303)


@pages.post("/messages/<uuid:message_id>/reply", permission=Permission.MESSAGE_REPLY)
def reply(message_id: UUID) -> ResponseReturnValue:
    given = form(desk.ReplyForm, upload_ids=request.form.getlist("upload_ids"))
    message = clash.held(current(), message_id, given.seen)
    target = desk.onward(current(), message, given)
    service.reply(current(), message, text=given.text, result=given.result, upload_ids=given.upload_ids)
    flash(f"{message.number} 的答复送出了，已经告诉来信人")
    return redirect(target, 303)


@pages.post("/messages/<uuid:message_id>/ask", permission=Permission.MESSAGE_ASK)
def ask(message_id: UUID) -> ResponseReturnValue:
    given = form(forms.AskForm)
    message = clash.held(current(), message_id, given.seen)
    target = desk.onward(current(), message, given)
    asking.ask(current(), message, text=given.text)
    flash(f"{message.number} 请来信人补充了，等他的日子不算期限")
    return redirect(target, 303)


@pages.post("/messages/<uuid:message_id>/supplement", permission=Permission.MESSAGE_ASK)
def supplement(message_id: UUID) -> ResponseReturnValue:
    """What the author said by phone, written down for them."""
    given = form(forms.SupplementForm)
    message = clash.held(current(), message_id, given.seen)
    asking.supplement(current(), message, text=given.text)
    flash(f"{message.number} 记下了，接着办")
    return redirect(forms.same(message, given), 303)


@pages.post("/messages/<uuid:message_id>/restore", permission=Permission.MESSAGE_ASK)
def restore(message_id: UUID) -> ResponseReturnValue:
    given = form(forms.RestoreForm)
    message = clash.held(current(), message_id, given.seen)
    asking.restore(current(), message, text=given.text)
    flash(f"{message.number} 接着办了，已经告诉来信人")
    return redirect(forms.same(message, given), 303)


@pages.post("/messages/<uuid:message_id>/progress", permission=Permission.MESSAGE_REPLY)
def progress(message_id: UUID) -> ResponseReturnValue:
    """How it stands; nothing ends."""
    given = form(forms.ProgressForm)
    message = clash.held(current(), message_id, given.seen)
    asking.progress(current(), message, text=given.text)
    flash(f"{message.number} 的进展告诉来信人了")
    return redirect(forms.same(message, given), 303)


@pages.post("/messages/<uuid:message_id>/hand-up", permission=Permission.MESSAGE_TRIAGE)
def hand_up(message_id: UUID) -> ResponseReturnValue:
    given, message = form(forms.HandUpForm), queries.get_for_update(current(), message_id)
    handing.hand_up(current(), message, text=given.text)
    flash(f"{message.number} 请镇街交办了")
    return redirect(forms.same(message, given), 303)


@pages.post("/messages/<uuid:message_id>/reopen", permission=Permission.MESSAGE_REOPEN)
def reopen(message_id: UUID) -> ResponseReturnValue:
    """The answer is poor."""
    given, message = form(forms.ReopenForm), queries.get_for_update(current(), message_id)
    handing.reopen(current(), message, text=given.text)
    flash(f"{message.number} 退给答复的人再办了")
    return redirect(forms.same(message, given), 303)


@pages.post("/messages/<uuid:message_id>/reject", permission=Permission.MESSAGE_REFUSE)
def reject(message_id: UUID) -> ResponseReturnValue:
    given = form(forms.RejectForm)
    message = clash.held(current(), message_id, given.seen)
    target = desk.onward(current(), message, given)
    refusals.refuse(current(), message, reason=given.reason, text=given.text)
    is_decided = message.status is MessageStatus.REJECTED
    flash(f"{message.number} {'告诉来信人该找谁了' if is_decided else '提上去了，批了才告诉来信人'}")
    return redirect(target, 303)


@pages.post("/messages/<uuid:message_id>/reject/approve", permission=Permission.MESSAGE_DECIDE)
def approve(message_id: UUID) -> ResponseReturnValue:
    place, message = form(desk.Place), queries.get_for_update(current(), message_id)
    target = desk.onward(current(), message, place)
    refusals.approve(current(), message)
    flash(f"{message.number} 同意不予受理，告诉来信人该找谁了")
    return redirect(target, 303)


@pages.post("/messages/<uuid:message_id>/reject/send-back", permission=Permission.MESSAGE_DECIDE)
def send_back(message_id: UUID) -> ResponseReturnValue:
    given = form(forms.SendBackForm)
    message = clash.held(current(), message_id, given.seen)
    target = desk.onward(current(), message, given)
    refusals.send_back(current(), message, text=given.text)
    flash(f"{message.number} 退回了，照常受理")
    return redirect(target, 303)


@pages.post("/messages/<uuid:message_id>/notes", permission=Permission.MESSAGE_NOTE)
def note(message_id: UUID) -> ResponseReturnValue:
    """Among the staff; the author never reads it."""
    given, message = form(forms.NoteForm), queries.get_for_update(current(), message_id)
    asking.note(current(), message, text=given.text)
    flash(f"{message.number} 的内部备注记下了")
    return redirect(forms.same(message, given), 303)


@pages.post("/messages/<uuid:message_id>/transcript", permission=Permission.MESSAGE_ASK)
def transcribe(message_id: UUID) -> ResponseReturnValue:
    """What was heard, for those who read."""
    given, message = form(forms.TranscribeForm), queries.get_for_update(current(), message_id)
    voices.transcribe(current(), message, text=given.text)
    flash(f"{message.number} 录音里的话记下了，来信人也看得到")
    return redirect(forms.same(message, given), 303)


@pages.post("/messages/<uuid:message_id>/identity", permission=Permission.IDENTITY_READ)
def reveal(message_id: UUID) -> str:
    """Name and phone for ten minutes. Written down, and shown to the author."""
    given = form(desk.RevealForm)
    message = queries.get_for_update(current(), message_id)
    person = service.reveal(current(), message, reason=given.words)
    return page("messages/parts/revealed.html", person=person, message=message)


@pages.get("/messages/<uuid:message_id>/author", permission=Permission.IDENTITY_READ)
def author(message_id: UUID) -> str:
    """The author masked again, when the ten minutes are over."""
    shown = desk.desk_of(current(), queries.get(current(), message_id))
    return page("messages/parts/author.html", message=shown.message, **desk.words())


@pages.post("/messages/<uuid:message_id>/block", permission=Permission.BLOCK_MANAGE)
def block(message_id: UUID) -> ResponseReturnValue:
    """Stop who wrote this from writing for a while; who it is stays unsaid."""
    given, message = form(BlockForm), queries.get(current(), message_id)
    device = given.also_device is not None
    service.block_author(current(), message, until=given.ends_at, reason=given.reason, also_device=device)
    flash(f"记下了，来信人到{day_words(given.until)}前不能再写，可以申诉")
    return go(url_for("messages_pages.case", message_id=message_id))


@pages.post("/messages/<uuid:message_id>/release", permission=Permission.MESSAGE_PUBLISH)
def release(message_id: UUID) -> ResponseReturnValue:
    """Somebody read it: it may be public."""
    public.release(current(), queries.get_for_update(current(), message_id))
    flash("记下了，这封信可以公开")
    return go(url_for("messages_pages.case", message_id=message_id))


@pages.post("/messages/<uuid:message_id>/withhold", permission=Permission.MESSAGE_PUBLISH)
def withhold(message_id: UUID) -> ResponseReturnValue:
    public.withhold(current(), queries.get_for_update(current(), message_id))
    flash("记下了，这封信不公开")
    return go(url_for("messages_pages.case", message_id=message_id))


@pages.get("/messages/<uuid:message_id>/publication", permission=Permission.MESSAGE_PUBLISH)
def publication(message_id: UUID) -> str:
    """Where a summary for everybody is written."""
    return publication_desk.written(current(), queries.get(current(), message_id))


@pages.post("/messages/<uuid:message_id>/publication", permission=Permission.MESSAGE_PUBLISH)
def publish(message_id: UUID) -> ResponseReturnValue:
    given, message = form(publication_desk.PublishForm), queries.get_for_update(current(), message_id)
    ticks = {"has_read": given.has_read is not None, "keeps_traces": given.keeps_traces is not None}
    public.publish(current(), message, summary=given.summary, reply=given.released_reply, **ticks)
    flash(f"{message.number} 公开了，站点页面上看得到；随时可以撤下")
    return go(url_for("messages_pages.case", message_id=message_id))


@pages.post("/messages/<uuid:message_id>/publication/traces", permission=Permission.MESSAGE_PUBLISH)
def traces(message_id: UUID) -> str:
    """What in the words so far could tell who somebody is."""
    given, message = form(publication_desk.DraftForm), queries.get(current(), message_id)
    found = public.traces_in(message, given.summary, given.released_reply)
    return page("messages/parts/traces.html", traces=found)


@pages.post("/messages/<uuid:message_id>/publication/withdraw", permission=Permission.MESSAGE_PUBLISH)
def withdraw(message_id: UUID) -> ResponseReturnValue:
    message = queries.get_for_update(current(), message_id)
    public.withdraw(current(), message)
    flash(f"{message.number} 撤下了，别人看不到了")
    return go(url_for("messages_pages.case", message_id=message_id))


pages.blueprint.app_context_processor(sorting_desk.around_every_page)


@pages.blueprint.app_context_processor
def around_every_page() -> dict[str, object]:
    return {"reads_messages": lambda: box.may_read(g.get("actor") or VISITOR)}
