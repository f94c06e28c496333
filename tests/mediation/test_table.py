"""The mediator on the phone: what they conduct, the whole table, a talk for everybody or a note for themselves."""

from __future__ import annotations

from tests.mediation.table import WHY, Given


def test_the_mediator_reads_the_case_and_writes_down_what_was_said(given: Given) -> None:
    phone, path = given.world.phone("deputy"), f"/api/mediations/{given.id}"
    (line,) = phone.get("/api/mediations/conducted").json["items"]
    assert (line["id"], line["waits_for_me"]) == (given.id, True)
    table = phone.get(f"{path}/table").json
    assert (table["why"], [side["phone"] for side in table["parties"]]) == (WHY, [None, "13812342046"])
    phone.post(f"{path}/notes", {"text": "各退一步，下周看现场。"})
    noted = phone.post(f"{path}/notes", {"text": "甲其实在意面子。", "is_private": True}).json
    assert [(step["text"], step["is_private"]) for step in noted["steps"]][-2:] == [
        ("各退一步，下周看现场。", False),
        ("甲其实在意面子。", True),
    ]
    told = str(given.phone("second"))
    assert ("各退一步" in told, "面子" in told) == (True, False)
    refused = phone.post(f"{path}/notes", {"text": "好"})
    assert set(refused.json["error"]["fields"]) == {"text"}


def test_what_is_over_takes_no_more_notes(given: Given) -> None:
    phone, path = given.world.phone("deputy"), f"/api/mediations/{given.id}"
    given.mediator("fail", text="谈不拢。", go_to="可以去街道司法所申请人民调解。")
    assert phone.get(f"{path}/table").json["may_note"] is False
    refused = phone.post(f"{path}/notes", {"text": "再说一句。"})
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "mediation.failed")
