"""Out of use, back into use, and the archive in between. One function per verb; nothing of the records is touched."""

from __future__ import annotations

from server.areas import settings
from server.areas.models import Setting
from server.core.actor import Actor
from server.core.errors import InvalidInput
from server.exports import service as exports
from server.exports.models import Export
from server.shelving import queries


def shelve(actor: Actor, name: str, *, reason: str, is_sure: bool) -> Setting:
    """Raises InvalidInput as long as nobody has looked a second time."""
    if not is_sure:
        words = "请勾上“我看过了”"
        raise InvalidInput(
            "feature.not_sure", "停用以前，请看完下面几条，再勾上。", fields={"is_sure": words}
        )
    return settings.offer(actor, name, is_on=False, reason=reason)


def restore(actor: Actor, name: str, *, reason: str) -> Setting:
    """As it was: every record is still there."""
    return settings.offer(actor, name, is_on=True, reason=reason)


def archive(actor: Actor, name: str, *, with_people: bool, reason: str) -> Export:
    """Raises NotFound for what is not optional, InvalidInput where nothing is on record or nobody is named in it."""
    shelf = queries.shelf(actor, name)
    if not shelf.all:
        raise InvalidInput("feature.nothing", f"{shelf.one.words}在这里还没有记录，不用归档。")
    if with_people and not shelf.holds_names:
        words = "这一项的归档里没有姓名电话"
        raise InvalidInput("feature.no_names", f"{words}，请不要勾。", fields={"with_people": words})
    return exports.order_archive(actor, name, with_people=with_people, reason=reason)
