"""The page's second half, 毛病 and 记录: moods of the platform to switch, and what the product asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from sandbox.journal import Call, Journal
from sandbox.levers import advance
from sandbox.pages import say_what_is_wrong
from sandbox.platform import Platform

_SHOWN_CALLS = 100
_HIDDEN = ("secret", "appsecret", "access_token")

PATHS: Mapping[str, str] = {
    "*": "所有接口",
    "/cgi-bin/message/subscribe/send": "发订阅消息",
    "/cgi-bin/stable_token": "取调用凭据",
    "/sns/jscode2session": "登录",
    "/wxa/msg_sec_check": "审文字",
    "/wxa/media_check_async": "审图片",
    "/wxa/getwxacodeunlimit": "小程序码",
    "/wxa/business/getuserphonenumber": "手机号",
    "/wxa/generate_urllink": "外部链接",
}
ANSWERS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "busy": ("系统繁忙（-1）", {"errcode": -1}),
    "slow": ("慢，0.1 秒才回答", {"delay_s": 0.1}),
    "late": ("事情办了，10 秒后才回答", {"delay_s": 10}),
    "cut": ("没办，断线", {"cut": True}),
    "cut_after": ("办了，断线", {"cut": True, "performed": True}),
    "down": ("502 网页", {"status": 502}),
    "half": ("回答只有半截", {"truncate": 20}),
    "token": ("凭据失效（40001）", {"errcode": 40001}),
    "quota": ("今天的次数用完（45009）", {"errcode": 45009}),
    "minute": ("这一分钟太快（45011）", {"errcode": 45011}),
    "refused": ("对方没有允许（43101）", {"errcode": 43101}),
    "unseen": ("两小时没来过（61010）", {"errcode": 61010}),
}
TIMES: Mapping[str, str] = {"1": "下一次", "5": "接下来 5 次", "-1": "一直到清除"}
CHOICES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "safety": ("文字审核", {"judge": "看内容", "pass": "都通过", "review": "都存疑", "risky": "都违规"}),
    "media": ("图片审核", {"judge": "看地址", "pass": "都通过", "review": "都存疑", "risky": "都违规"}),
    "media_order": ("图片结果", {"after": "回答之后推送", "before": "回答之前推送", "never": "不推送"}),
    "push_mode": ("推送", {"plain": "明文", "aes": "加密"}),
    "push_format": ("推送格式", {"json": "JSON", "xml": "XML"}),
    "list_form": ("只有一项时 List 是", {"object": "对象", "array": "数组"}),
    "label": ("审核标签是", {"number": "数字", "string": "文字"}),
    "country_code": ("国家码是", {"string": "文字", "number": "数字"}),
    "check_order": ("发消息先查", {"values_first": "内容", "subscription_first": "允许次数"}),
    "nulls": ("可选项写 null", {"refused": "拒绝", "accepted": "当没写"}),
}
FLAGS: Mapping[str, str] = {
    "grace": "换凭据后，旧的再用五分钟",
    "sent_events": "送达以后推送一个事件",
    "unionid": "登录时给 unionid",
    "ip_allowed": "本机在 IP 白名单里",
}
VIOLATIONS: Mapping[str, str] = {
    "escaped_unicode": "中文写成了转义",
    "null_field": "写了 null",
    "no_json_body": "不是 JSON",
    "concurrent_send": "同一个人同时两条",
    "unknown_key": "有模板里没有的项",
    "phone_number_in_message": "消息里有手机号",
    "content_safety_v1": "用了旧版审核",
}
AHEAD: Mapping[str, str] = {"600": "10 分钟", "7200": "2 小时", "86400": "1 天"}


def desk(platform: Platform, journal: Journal) -> Blueprint:
    views = Blueprint("desk", __name__, template_folder="templates")
    _moods(views, platform)
    _buttons(views, platform)

    @views.get("/journal")
    def calls() -> str:
        path, only_bad = request.args.get("path", ""), "violations" in request.args
        found = journal.calls(path, only_bad)[: -_SHOWN_CALLS - 1 : -1]
        counts = sorted(journal.counts().items())
        return render_template("journal.html", calls=found, counts=counts, path=path, only_bad=only_bad)

    views.add_app_template_global(told, "told")
    views.add_app_template_global(lambda: _desk(platform), "desk")
    views.register_error_handler(HTTPException, say_what_is_wrong)
    return views


def _moods(views: Blueprint, platform: Platform) -> None:
    @views.post("/faults")
    def add() -> Response:
        path, answer, times = (request.form.get(name, "") for name in ("path", "answer", "times"))
        if path not in PATHS or answer not in ANSWERS or times not in TIMES:
            raise BadRequest("没有这样的毛病")
        platform.faults.add([{"path": path, "times": int(times), "answer": dict(ANSWERS[answer][1])}])
        return _back()

    @views.post("/faults/clear")
    def clear() -> Response:
        platform.faults.clear()
        return _back()

    @views.post("/switches")
    def switch() -> Response:
        wanted: dict[str, Any] = {name: request.form[name] for name in CHOICES if name in request.form}
        wanted |= {name: name in request.form for name in FLAGS}
        try:
            platform.switches.change(wanted)
        except ValueError as error:
            raise BadRequest(str(error)) from None
        return _back()


def _buttons(views: Blueprint, platform: Platform) -> None:
    @views.post("/clock")
    def clock() -> Response:
        if request.form.get("advance_s") not in AHEAD:
            raise BadRequest("没有这样的时间")
        advance(platform, int(request.form["advance_s"]))
        return _back()

    @views.post("/revoke")
    def revoke() -> Response:
        platform.tokens.revoke()
        return _back()

    @views.post("/callback")
    def callback() -> Response:
        return redirect(f"/?callback={'ok' if platform.pusher.check_address() else 'bad'}#moods", 303)


def _back() -> Response:
    return redirect("/#moods", 303)


def _desk(platform: Platform) -> dict[str, Any]:
    """What the page needs to show the moods as they stand."""
    labels = {json.dumps(answer, sort_keys=True): label for label, answer in ANSWERS.values()}
    faults = [fault.as_dict() for fault in platform.faults.all()]
    return {
        "paths": PATHS,
        "answers": {key: label for key, (label, _) in ANSWERS.items()},
        "times": TIMES,
        "choices": CHOICES,
        "flags": FLAGS,
        "ahead": AHEAD,
        "now": dict(platform.switches.items()),
        "ahead_h": round(platform.ahead_s / 3600, 1),
        "has_key": bool(platform.settings.aes_key),
        "pushes": platform.pusher.counts(),
        "faults": [
            (
                PATHS.get(fault["path"], fault["path"]),
                labels.get(json.dumps(fault["answer"], sort_keys=True), json.dumps(fault["answer"])),
                "一直" if fault["times"] < 0 else f"还有 {fault['times']} 次",
            )
            for fault in faults
        ],
    }


def told(call: Call) -> dict[str, Any]:
    """One call for the eye: its outcome, its body, its answer, and no secret."""
    shown = call.as_dict()
    answer = shown["answer"]
    code = answer.get("errcode", 0) if "bytes" not in answer else ""
    outcome = (
        f"{answer['status']} {answer['content_type']}" if code == "" else ("好" if code == 0 else str(code))
    )
    query = {key: value for key, value in shown["query"].items() if key not in _HIDDEN}
    return {
        "outcome": outcome,
        "violations": [VIOLATIONS.get(name, name) for name in call.violations],
        "query": "&".join(f"{key}={value}" for key, value in query.items()),
        "body": _without_secrets(call.body.decode("utf-8", "replace")),
        "answer": _without_secrets(json.dumps(answer, ensure_ascii=False, indent=1)),
    }


def _without_secrets(text: str) -> str:
    """Secrets and tokens are long; what the page shows may end up in a picture."""
    try:
        body = json.loads(text)
    except ValueError:
        return text
    if not isinstance(body, dict):
        return text
    hidden = {key: "……" for key in (*_HIDDEN, "session_key") if key in body}
    if not hidden:
        return text  # as it was written: an escaped letter is to be seen as one
    return json.dumps(body | hidden, ensure_ascii=False, indent=1)
