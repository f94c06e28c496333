"""Where somebody is signed in, as they would say it themselves: the kind of device, and the net without its last part."""

from __future__ import annotations

SYSTEMS = (
    ("MicroMessenger", "微信小程序"),
    ("Android", "安卓手机"),
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("Windows", "Windows 电脑"),
    ("Macintosh", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)
BROWSERS = (
    ("Edg", "Edge"),
    ("QQBrowser", "QQ 浏览器"),
    ("360SE", "360 浏览器"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def words(user_agent: str) -> str:
    """`Windows 电脑上的 Edge`; only from these lists, never what the browser wrote."""
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "一台设备")
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    if system == "微信小程序" or not browser:
        return system
    return f"{system}上的 {browser}"


def net(address: str) -> str:
    """`10.2.3.*`: enough to know one's own office by, too little to find a person."""
    if "." in address:
        return f"{address.rpartition('.')[0]}.*"
    parts = [part for part in address.split(":") if part][:3]
    return ":".join([*parts, "*"]) if parts else ""
