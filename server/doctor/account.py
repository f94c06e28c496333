"""What the platform itself says about the account: secret, templates, published page, content safety, quota."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from server.config import TEMPLATES, Settings
from server.doctor.findings import Finding, mend, of_error, unseen, well
from server.gateways.wechat import Refused, Template, Unseen, WeChat, WeChatError

TOKEN, PAGE, SAFETY, QUOTA = "调用凭据", "小程序码", "内容安全", "发送次数"
SEND: Final = "/cgi-bin/message/subscribe/send"
ENTER_PAGE: Final = "pages/enter/index"
STRANGER: Final = "oDoctor_asks_for_nobody_here"
"""28 characters as every openid has; nobody's."""
_STRANGER_MET: Final = frozenset({40003, 43104})
_SETTINGS: Final = "小程序后台「开发管理 → 开发设置」"
_FIRST: Final = "先把上面的调用凭据弄好，再看这一步。"

_ADVICE: Final[Mapping[int, str]] = {
    40001: f"AppSecret 在{_SETTINGS}里核对或重置，改好 WECHAT_SECRET 再看。",
    40013: f"AppID 在{_SETTINGS}的「开发者 ID」里。",
    40125: f"AppSecret 在{_SETTINGS}里，只显示一次，忘了就点重置，改好 WECHAT_SECRET 再看。",
    40164: f"在{_SETTINGS}的「IP 白名单」里点编辑，把这台服务器出口的地址加上，几分钟后再看。",
}
"""Where to click, for what stops every call before it is looked at."""
_BEFORE_EVERY_CALL: Final = frozenset(
    {*_ADVICE, 40002, 40014, 41002, 41004, 42001, 43003, 50002, 89503, 89506, 89507}
)


def examine(settings: Settings, wechat: WeChat, sent_keys: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    """`sent_keys` says what our program puts into each of its templates."""
    try:
        templates, refusal = wechat.templates(), None
    except WeChatError as error:
        templates, refusal = [], error
    if refusal is not None and _stops_every_call(refusal):
        yield of_error(TOKEN, refusal, _ADVICE.get(refusal.errcode or 0, ""))
        yield from (unseen(step, _FIRST) for step in ("模板", PAGE, SAFETY, QUOTA))
        return
    yield well(TOKEN, "微信认这个 AppID 和 AppSecret，这台服务器的地址也放行。")
    if refusal is not None:
        yield of_error("模板", refusal, "在小程序后台「订阅消息」里开通。")
    else:
        yield from _templates(settings.templates, templates, sent_keys)
    steps: tuple[tuple[str, Callable[[], Finding]], ...] = (
        (PAGE, lambda: _page(settings, wechat)),
        (SAFETY, lambda: _safety(wechat)),
        (QUOTA, lambda: _quota(wechat)),
    )
    yield from (_asked(step, ask) for step, ask in steps)


def _stops_every_call(error: WeChatError) -> bool:
    return not isinstance(error, Refused) or error.errcode in _BEFORE_EVERY_CALL


def _asked(step: str, ask: Callable[[], Finding]) -> Finding:
    try:
        return ask()
    except WeChatError as error:
        return of_error(step, error)


def _templates(
    ours: Mapping[str, str], theirs: Sequence[Template], sent_keys: Mapping[str, Sequence[str]]
) -> Iterator[Finding]:
    known = {template.id: template for template in theirs}
    for name, keys in sent_keys.items():
        step = f"模板 {name}"
        if name not in ours:
            yield well(step, f"{TEMPLATES[name]} 没有填，这一类只有站内通知；要推送再填。")
        elif ours[name] not in known:
            yield mend(
                step,
                f"{TEMPLATES[name]} 的模板不在这个小程序里。"
                f"到小程序后台「订阅消息 → 公共模板库」选用带 {'、'.join(keys)} 的模板，再从「我的模板」抄模板 ID。",
            )
        else:
            yield _fields(step, known[ours[name]], keys)


def _fields(step: str, template: Template, keys: Sequence[str]) -> Finding:
    """The platform refuses a message in which a field of the template is missing."""
    lacking = [key for key in keys if key not in template.keys]
    unknown = [key for key in template.keys if key not in keys]
    if not lacking and not unknown:
        return well(step, f"「{template.title}」的 {'、'.join(keys)} 都对得上。")
    parts = [f"缺 {'、'.join(lacking)}"] if lacking else []
    parts += [f"多 {'、'.join(unknown)}"] if unknown else []
    return mend(
        step,
        f"「{template.title}」{'，'.join(parts)}。在小程序后台「订阅消息」里换一个正好带 {'、'.join(keys)} 的模板，"
        "把新的模板 ID 填到设置里。",
    )


def _page(settings: Settings, wechat: WeChat) -> Finding:
    version = settings.wechat_env_version
    try:
        wechat.mini_program_code(
            "doctor",
            ENTER_PAGE,
            check_path=True,
            env_version=version,  # type: ignore[arg-type]
        )
    except WeChatError as error:
        if error.errcode == 41030:
            return mend(PAGE, _unpublished(version))
        if error.errcode in (40129, 40169):
            return of_error(PAGE, error, "这是程序的错，请告诉开发人员。")
        raise
    if settings.is_production and version != "release":
        return mend(PAGE, f"WECHAT_ENV_VERSION 是 {version}，群众扫码打不开；正式用请改成 release。")
    return well(PAGE, f"扫码进来的页面 {ENTER_PAGE} 已经发布，打开的是 {version} 版。")


def _unpublished(version: str) -> str:
    how = f"页面 {ENTER_PAGE} 还没有发布：在小程序后台「版本管理」里提交审核，通过后点发布，再看。"
    if version == "release":
        return how
    return f"{how}现在设的是 {version} 版，只有项目成员打得开。"


def _safety(wechat: WeChat) -> Finding:
    """Asked about nobody: that the platform knows no such person shows that it takes the question."""
    try:
        verdict = wechat.check_text(STRANGER, "hello world!")
    except Unseen:
        return well(SAFETY, "接口通了（没有用真人去问）。")
    except WeChatError as error:
        if error.errcode in _STRANGER_MET:
            return well(SAFETY, "接口通了（没有用真人去问）。")
        raise
    if verdict.suggest != "pass":
        return mend(SAFETY, "连 hello world! 都说可疑，公开的来信会全要人看；请看是不是接了别处的接口。")
    return well(SAFETY, "hello world! 通过了。")


def _quota(wechat: WeChat) -> Finding:
    quota = wechat.quota(SEND)
    if quota.remain <= 0:
        return mend(
            QUOTA,
            f"今天的 {quota.limit} 次用完了，明天 0 点 5 分以后恢复。看是不是有别的程序也在用这个小程序发消息。",
        )
    return well(QUOTA, f"今天还能发 {quota.remain} 条，已用 {quota.used} 条。")
