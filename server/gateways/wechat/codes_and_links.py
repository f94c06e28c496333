"""Ways into the mini-program: codes on paper, and links that open a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from server.gateways.wechat.errors import UNKNOWN, Ambiguous, ConfigurationWrong, QuotaSpent
from server.gateways.wechat.gateway import EnvVersion
from server.gateways.wechat.line import Line
from server.gateways.wechat.transport import read_image, read_json

_SCENE: Final = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}")
_MOST_DAYS: Final = 30
_LONGEST_QUERY: Final = 1024


class CodesAndLinks(Line):
    def mini_program_code(
        self,
        scene: str,
        page: str,
        width: int = 430,
        check_path: bool = True,
        env_version: EnvVersion | None = None,
    ) -> bytes:
        """See `WeChat`. Codes are permanent and free to ask for again, so no answer is Unavailable.

        The limit of this path is one of a minute, though it carries the number of the daily one.
        """
        if not _SCENE.fullmatch(scene):
            raise _wrong_scene(scene)
        body: dict[str, Any] = {
            "scene": scene,
            "check_path": check_path,
            "env_version": env_version or self._env,
            "width": width,
        }
        if page:
            body["page"] = page
        try:
            return self._ask_with_token(
                "POST", "/wxa/getwxacodeunlimit", read_image, body=body, is_repeatable=True
            )
        except QuotaSpent as error:
            failure = QuotaSpent("小程序码这一分钟取得太多，过一分钟再取。", error.errcode, error.rid, 60)
        raise failure

    def url_link(self, path: str, query: str, days: int = 30) -> str:
        """See `WeChat`."""
        body = _way(path, query, self._env) | _life(days)
        read = _address("url_link", "https://")
        return self._ask_with_token("POST", "/wxa/generate_urllink", read, body=body, is_repeatable=True)

    def url_scheme(self, path: str, query: str, days: int = 30) -> str:
        """See `WeChat`."""
        body = {"jump_wxa": _way(path, query, self._env), "is_expire": True} | _life(days)
        read = _address("openlink", "weixin://")
        return self._ask_with_token("POST", "/wxa/generatescheme", read, body=body, is_repeatable=True)


def _wrong_scene(scene: str) -> ConfigurationWrong:
    if 1 <= len(scene) <= 32:
        return ConfigurationWrong("小程序码的 scene 里有不许用的字符。", 40129)
    return ConfigurationWrong("小程序码的 scene 为空或超过 32 个字符。", 40169)


def _way(path: str, query: str, env: EnvVersion) -> dict[str, Any]:
    """Only what is set: the platform takes an empty or null part for something else than a missing one."""
    if len(query) > _LONGEST_QUERY:
        raise ConfigurationWrong("链接的参数太长，最多 1024 个字符。", 40212)
    given = {"path": path, "query": query, "env_version": env}
    return {name: value for name, value in given.items() if value}


def _life(days: int) -> dict[str, Any]:
    if not 1 <= days <= _MOST_DAYS:
        raise ConfigurationWrong("链接的有效期要在 1 到 30 天之间。", 85401)
    return {"expire_type": 1, "expire_interval": days}


def _address(name: str, start: str) -> Callable[[bytes], str]:
    def read(body: bytes) -> str:
        found = read_json(body).get(name)
        if not isinstance(found, str) or not found.startswith(start):
            raise Ambiguous(f"微信的回答里没有链接，{UNKNOWN}")
        return found

    return read
