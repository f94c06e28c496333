"""Nobody but its parties and its mediator reads a word of a mediation, wherever they look (R1-18)."""

from __future__ import annotations

import zipfile
from io import BytesIO

from flask.testing import FlaskClient

from server.core.db import transaction
from server.core.permissions import Role
from server.deputies.service import account_for
from server.gateways.registry import gateways
from server.gateways.storage import QuietStorage
from server.mydata import packing
from tests import factories
from tests.console.desk import At
from tests.mediation.table import GO_TO, ROOT, SECRET, SETTLED, WHY, Given
from tests.messages.path import drain


def test_nobody_else_reads_a_word_of_it(given: Given, desk: At, client: FlaskClient) -> None:
    """Colleagues of the station, another deputy, offices, units, the administrator, other residents; search and exports."""
    world = given.world
    with transaction():
        other = factories.deputy(world.station, "李芳")
        world.phones["other_deputy"] = factories.phone_of(client, account_for(other))
        colleague = factories.staff(Role.LIAISON, world.station.scope, "同事")
        world.phones["colleague"] = factories.phone_of(client, colleague)
    given.mediator("meetings", text=f"说的是{SECRET}。")
    given.propose()
    insiders = {"deputy", "resident", "second"}
    for who in set(world.phones) - insiders:
        phone, seat = world.phone(who), desk(who)
        for verb, body in JSON.items():
            path = f"/api/mediations/{given.id}{verb}"
            answer = phone.post(path, body) if body else phone.get(path)
            assert answer.status_code in (403, 404), (who, verb)
        case = seat.get(f"{ROOT}/{given.id}")
        knows = who in {"liaison", "street_npc", "npc_staff", "npc_leader"}
        assert case.status_code == 200 if knows else case.status_code in (403, 404), (who, case.status_code)
        shown = case.text + seat.get(ROOT).text + seat.get(f"/console/search?q={SECRET[:4]}").text
        shown += seat.get(f"/console/messages/{given.message_id}").text
        # whoever opened it knows why it was opened, in their own words, and nothing of what followed
        shown = shown.replace(WHY, "") if who == "liaison" else shown
        assert [words for words in (SECRET, SETTLED, "陈二", "13812342046") if words in shown] == [], who
        for verb in FORMS if who in TRIES else ():
            tried = seat.post(f"{ROOT}/{given.id}/{verb}", FORMS[verb])
            assert tried.status_code in (403, 404), (who, verb, tried.status_code)
    for who in ("resident", "second"):
        # a side is not its mediator
        assert world.phone(who).get(f"/api/mediations/{given.id}/table").status_code in (403, 404)
    assert SETTLED in desk("deputy").page(f"{ROOT}/{given.id}")


JSON: dict[str, dict[str, object] | None] = {
    "": None,
    "/table": None,
    "/answer": {"agrees": True},
    "/revisit": {"is_kept": True},
    "/notes": {"text": "谈过。"},
}
TRIES = {"liaison", "colleague", "other_deputy", "street_npc", "npc_staff", "handler"}
"""Who tries every verb; what the others may not open at all is seen above."""
FORMS = {
    "meetings": {"text": "谈过。"},
    "agreement": {"text": SETTLED, "revisit_on": "2098-01-01"},
    "fail": {"text": "谈不拢。", "go_to": GO_TO},
    "revisit": {"text": "问过。", "is_kept": "true"},
    "answers": {"position": "1", "agrees": "true"},
    "parties": {"name": "外人", "consent_record": "on"},
    "resume": {"text": "再谈。"},
}


def test_an_export_of_letters_holds_nothing_of_it(given: Given, desk: At) -> None:
    given.propose()
    assert desk("npc_staff").post("/console/exports", {"view": "all", "format": "csv"}).status_code == 303
    drain()
    storage = gateways().storage
    assert isinstance(storage, QuietStorage)
    kept = b"".join(bytes(content) for content in storage.files.values())
    assert "隔壁的东西".encode() in kept
    assert SECRET.encode() not in kept


def test_a_side_takes_it_away_with_everything_else_of_their_own(given: Given) -> None:
    given.mediator("meetings", text="甲私下说愿意让。", is_private="on")
    given.propose()
    mine = packing.gather(given.world.phone("second").account_id)
    kept = zipfile.ZipFile(BytesIO(packing.pack(mine, lambda *_: None))).read("我的资料.html").decode()
    assert [words for words in (given.number, SETTLED) if words not in kept] == []
    assert "私下" not in kept + str(mine)
    assert packing.gather(given.world.phone("neighbour").account_id).mediations == []
