"""Whether the platform finds us: domain, certificate, verification file, callback, and the same time on both sides."""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import SplitResult, urlsplit

from server.config import Settings
from server.core import clock
from server.core.text import date_words
from server.doctor.findings import Finding, mend, unseen, well
from server.doctor.outside import Answer, BadCertificate, NoAnswer, is_loopback

DOMAIN, FILE, CALLBACK, CLOCK = "域名", "扫码校验文件", "消息推送", "时钟"
MOST_SKEW_S: Final = 60
_SOON: Final = timedelta(days=14)
_SETTINGS: Final = "小程序后台「开发管理 → 开发设置」"
Fetch = Callable[[str, Mapping[str, str]], Answer]
CertificateEnds = Callable[[str, int], datetime]


def examine(settings: Settings, fetch: Fetch, certificate_ends: CertificateEnds) -> Iterator[Finding]:
    yield _domain(settings, certificate_ends)
    yield from _file(settings, fetch)
    yield _callback(settings, fetch)
    yield _clock(settings, fetch)


def _domain(settings: Settings, certificate_ends: CertificateEnds) -> Finding:
    url = urlsplit(settings.public_url)
    if is_loopback(settings.public_url) and is_loopback(settings.wechat_base):
        return well(DOMAIN, "接的是本机的沙箱，用本机的地址；正式要 https 和备过案的域名。")
    problem = _unfit(url)
    if problem:
        return mend(DOMAIN, f"PUBLIC_URL {problem}。")
    host = str(url.hostname)
    try:
        ends = certificate_ends(host, url.port or 443)
    except BadCertificate as error:
        return mend(DOMAIN, f"{host} 的{error}；换好证书（要带完整的证书链），重新载入 nginx。")
    except NoAnswer as error:
        return unseen(DOMAIN, f"从这台机器连不上 {host}（{error}）；看域名解析、防火墙，或换一台机器看。")
    if ends - clock.now() < _SOON:
        return mend(DOMAIN, f"{host} 的证书 {date_words(clock.local(ends))}就到期了，请续期。")
    return well(
        DOMAIN,
        f"{host} 的证书到 {date_words(clock.local(ends))}。"
        f"{_SETTINGS}的「服务器域名」里，request、uploadFile、downloadFile 都要有 https://{host}。",
    )


def _unfit(url: SplitResult) -> str:
    """Why the platform would not take this as a domain, or nothing."""
    if url.scheme != "https":
        return "要以 https:// 开头"
    if url.port not in (None, 443):
        return "不能带端口，消息推送只认 443"
    try:
        ipaddress.ip_address(url.hostname or "")
    except ValueError:
        return "" if "." in (url.hostname or "") else "不是域名"
    return "是 IP 地址，微信只认备过案的域名"


def _file(settings: Settings, fetch: Fetch) -> Iterator[Finding]:
    """The rule of the printed codes ends in /c/, so the file is looked for there, or at the root."""
    if settings.domain_file is None:
        if is_loopback(settings.wechat_base):
            yield well(FILE, "接的是沙箱，用不到。")
            return
        yield mend(
            FILE,
            "WECHAT_DOMAIN_FILE 没有填，用微信扫墙上的码进不了小程序。在小程序后台「开发设置 → 扫普通链接二维码打开小程序」"
            f"加规则 {settings.public_url}/c/ （页面 pages/enter/index），下载校验文件，写成 文件名.txt:文件里的那一行。",
        )
        return
    name, content = settings.domain_file
    for path in (f"/{name}", f"/c/{name}"):
        problem = _differs(fetch, settings.public_url + path, content)
        if problem is not None:
            yield problem
            return
    yield well(
        FILE,
        f"{name} 在根目录和 /c/ 下都取得到；规则是 {settings.public_url}/c/ ，要点「发布」才对群众有效。",
    )


def _differs(fetch: Fetch, url: str, content: str) -> Finding | None:
    try:
        answer = fetch(url, {})
    except NoAnswer as error:
        return unseen(FILE, f"从这台机器打不开 {url}（{error}）。")
    if answer.status != 200:
        return mend(
            FILE, f"{url} 答的是 {answer.status}；网站重启过没有，nginx 有没有把它转过来（看 deploy/nginx）。"
        )
    if answer.text != content:
        return mend(FILE, f"{url} 的内容和 WECHAT_DOMAIN_FILE 不一样；改好设置，重启网站。")
    return None


def _callback(settings: Settings, fetch: Fetch) -> Finding:
    """The same check that the platform makes when the address is saved in its console."""
    url, echo = f"{settings.public_url}/wechat/callback", secrets.token_hex(8)
    try:
        answer = fetch(url, _signed(settings) | {"echostr": echo})
    except NoAnswer as error:
        return unseen(CALLBACK, f"从这台机器打不开 {url}（{error}）；看网站起来没有、域名解析、防火墙。")
    if answer.status == 200 and answer.text == echo:
        return well(
            CALLBACK,
            f"{url} 应答对。{_SETTINGS}的「消息推送」里填：URL 是它，Token 和 EncodingAESKey 照设置，"
            "加密方式选安全模式，数据格式选 JSON。",
        )
    if answer.status == 400:
        return mend(
            CALLBACK, f"{url} 不认签名：网站用的 WECHAT_TOKEN 和这里的不一样；改好设置，重启网站再看。"
        )
    if answer.status == 404:
        return mend(
            CALLBACK, f"{url} 没有这一页：nginx 没有把 /wechat/callback 转给网站（看 deploy/nginx）。"
        )
    if 300 <= answer.status < 400:
        return mend(
            CALLBACK, f"{url} 转到了别处（{answer.status}），微信不跟着走；PUBLIC_URL 要写最后的那个地址。"
        )
    return mend(CALLBACK, f"{url} 答得不对（{answer.status}）；看网站的日志，前面有没有别的防护拦着。")


def _signed(settings: Settings) -> dict[str, str]:
    token = settings.wechat_token.split(",")[0].strip()
    query = {"timestamp": str(int(clock.now().timestamp())), "nonce": secrets.token_hex(5)}
    parts = "".join(sorted([token, *query.values()]))
    # the platform's own way to sign
    return {"signature": hashlib.sha1(parts.encode(), usedforsecurity=False).hexdigest(), **query}


def _clock(settings: Settings, fetch: Fetch) -> Finding:
    """The platform's pushes are refused when they seem five minutes old, so both sides must agree on the time."""
    began = clock.now()
    try:
        answer = fetch(settings.wechat_base + "/", {})
        theirs = parsedate_to_datetime(answer.headers["Date"])
    except NoAnswer as error:
        return unseen(CLOCK, f"连不上微信（{error}），不知道它那边几点；看这台服务器能不能出网。")
    except (KeyError, ValueError, TypeError):
        return unseen(CLOCK, "微信没有说它那边几点。")
    middle = began + (clock.now() - began) / 2
    skew = round(abs((theirs - middle).total_seconds()))
    if skew > MOST_SKEW_S:
        return mend(CLOCK, f"这台服务器的时间和微信差 {skew} 秒；打开时间同步（timedatectl set-ntp true）。")
    return well(CLOCK, f"和微信差 {skew} 秒，不超过 {MOST_SKEW_S} 秒。")
