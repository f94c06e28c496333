"""A unit's answer: drafted, signed off, judged, done again; a promise kept or woken (O10–O13, O17, O22)."""

from __future__ import annotations

from datetime import timedelta

from server.assignments.jobs import wake_promises
from server.core import clock
from server.messages.jobs import conclude_unrated
from tests.assignments.desk import ANSWER, Given
from tests.messages.path import drain


def in_days(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def titles(given: Given, who: str) -> list[str]:
    drain()
    return [n["title"] for n in given.world.phone(who).get("/api/notices").json["items"]]


def test_the_handler_drafts_and_the_lead_signs_off(signed: Given) -> None:
    half = signed.handler("draft", {"text": "看过了"}).json
    assert half["drafts"][0]["text"] == "看过了"
    whole = signed.handler("hand-up", ANSWER).json
    assert (len(whole["drafts"]), whole["drafts"][0]["serial"]) == (1, 1)
    assert signed.lead("sign-off").json["status"] == "replied"
    letter = signed.letter()
    assert (letter["reply"]["text"], letter["reply"]["by"]) == (ANSWER["text"], "区城市管理局")
    assert "rate" in letter["actions"]
    assert "您反映的事，有答复了" in titles(signed, "resident")


def test_a_draft_is_the_units_alone(signed: Given) -> None:
    signed.handler("draft", {"text": "看过了，下周修。"})
    assert len(signed.seen()["drafts"]) == 1
    assert signed.seen("npc_staff")["drafts"] == []


def test_a_handler_alone_sends_nothing(signed: Given) -> None:
    signed.handler("hand-up", ANSWER)
    assert signed.handler("sign-off").status_code == 403
    assert signed.letter()["status"] == "handling"


def test_what_a_draft_lacks_is_told_field_by_field_and_nothing_is_lost(signed: Given) -> None:
    signed.handler("draft", {"text": "下周修好", "result": "B"})
    refused = signed.handler("hand-up", {"text": "下周修好", "result": "B"})
    assert (refused.status_code, set(refused.json["error"]["fields"])) == (400, {"text", "fulfil_on"})
    assert signed.seen()["drafts"][0]["text"] == "下周修好"
    past = signed.handler("hand-up", ANSWER | {"result": "C", "look_on": in_days(0)})
    assert set(past.json["error"]["fields"]) == {"look_on"}


def test_a_draft_is_sent_back_with_words_that_the_author_never_reads(signed: Given) -> None:
    signed.handler("hand-up", ANSWER)
    assert signed.handler("draft", {"text": "再改改"}).json["error"]["code"] == "draft.with_lead"
    signed.lead("send-back", {"text": "太空，写清哪天动工。"})
    assert "答复稿退回来改" in titles(signed, "handler")
    second = signed.handler("draft", {"text": "二十号动工，三十号完工。"}).json["drafts"]
    assert [(one["serial"], one["verdict"]) for one in second] == [(1, "sent_back"), (2, None)]
    assert "太空" not in str(signed.letter())


def test_nothing_is_handed_up_before_it_is_signed_for(given: Given) -> None:
    assert given.handler("hand-up", ANSWER).json["error"]["code"] == "assignment.unsigned"


def test_an_unsatisfied_author_sends_it_back_to_the_same_unit_with_as_many_days(signed: Given) -> None:
    signed.answered()
    rated = signed.rate(1)
    assert (rated.json["status"], rated.json["holder"]) == ("reworking", "区城市管理局")
    assert "来信人不满意，请再办" in titles(signed, "handler")
    assert (
        signed.world.phone("street_npc")
        .post(f"/api/messages/{signed.message_id}/reply", {"text": "我来答。"})
        .json["error"]["code"]
        == "message.with_unit"
    )
    assert signed.answered(text="又去看了一次，围挡今天移开了。").json["status"] == "replied"
    assert signed.letter()["rating"] is None


def test_a_satisfied_author_concludes_it(signed: Given) -> None:
    signed.answered()
    assert signed.rate(3, solved=True).json["status"] == "concluded"
    assert signed.handler("draft", {"text": "再写"}).json["error"]["code"] == "assignment.ended"


def test_more_time_is_asked_once_decided_by_the_office_and_told_with_its_reason(signed: Given) -> None:
    before = signed.letter()["promised_on"]
    why = {"days": 5, "text": "脚手架下周才能进场。"}
    assert signed.handler("extension", why).status_code == 200
    assert signed.letter()["promised_on"] == before
    assert signed.handler("extension", why).json["error"]["code"] == "extension.waits"
    assert signed.act("npc_staff", "extension/grant").status_code == 200
    letter = signed.letter()
    assert letter["promised_on"] > before
    assert "脚手架下周才能进场。" in letter["steps"][-1]["text"]
    assert "您反映的事，要晚几天" in titles(signed, "resident")
    assert signed.handler("extension", why).json["error"]["code"] == "extension.once"


def test_more_time_may_be_refused_and_the_day_stays(signed: Given) -> None:
    before = signed.letter()["promised_on"]
    signed.handler("extension", {"days": 10, "text": "人手不够，排不过来。"})
    refused = signed.act("npc_staff", "extension/refuse", {"text": "先办这件。"})
    assert refused.json["extensions"][0]["comment"] == "先办这件。"
    assert signed.letter()["promised_on"] == before
    assert signed.handler("extension", {"days": 11, "text": "人手不够。"}).status_code == 400


def test_the_township_does_not_decide_for_a_unit_of_the_county(signed: Given) -> None:
    signed.handler("extension", {"days": 3, "text": "材料下周到。"})
    assert signed.act("street_npc", "extension/grant").json["error"]["code"] == "extension.not_yours"


def test_a_promise_that_is_kept_is_told(signed: Given) -> None:
    signed.answered(result="B", fulfil_on=in_days(20))
    assert signed.letter()["fulfil_on"] == in_days(20)
    signed.rate(3)
    done = signed.handler("fulfil", {"text": "路面今天修好了。"})
    assert done.json["actions"] == []
    assert signed.letter()["fulfilled_at"] is not None
    assert "答应您的事，办好了" in titles(signed, "resident")
    with clock.shifted(timedelta(days=25)):
        wake_promises()
        assert signed.letter()["status"] == "concluded"


def test_a_promise_whose_day_has_passed_opens_again_by_itself(signed: Given) -> None:
    signed.answered(result="B", fulfil_on=in_days(5))
    signed.rate(2)
    with clock.shifted(timedelta(days=5)):
        wake_promises()
        assert signed.letter()["status"] == "concluded", "its day has not passed"
    with clock.shifted(timedelta(days=6)):
        wake_promises()
        wake_promises()
        letter = signed.letter()
        assert (letter["status"], letter["holder"]) == ("handling", "区城市管理局")
        assert [step["action"] for step in letter["steps"]].count("wake") == 1
        assert "您反映的事，重新打开了" in titles(signed, "resident")
        assert signed.answered(text="下雨耽搁，今天铺好了路面。").json["status"] == "replied"


def test_unrated_is_concluded_and_never_satisfied(signed: Given) -> None:
    signed.answered()
    with clock.shifted(timedelta(days=16)):
        conclude_unrated()
    letter = signed.letter()
    assert (letter["status"], letter["rating"]) == ("concluded", None)


def test_a_unit_asks_the_author_through_the_station(signed: Given) -> None:
    signed.handler("question", {"text": "围挡在路的哪一侧？"})
    assert "承办单位想问来信人一句" in titles(signed, "liaison")
    notes = signed.world.phone("liaison").get(f"/api/messages/{signed.message_id}/notes").json["items"]
    assert notes[0]["text"] == "请站里问来信人：围挡在路的哪一侧？"
    assert "哪一侧" not in str(signed.letter())
