"""What the doctor says about one step: well, to be mended, or out of sight."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from server.gateways.wechat import Refused, WeChatError


class State(StrEnum):
    """Each member's value is the word that is printed."""

    WELL = "好了"
    MEND = "要改"
    UNSEEN = "看不了"


@dataclass(frozen=True, slots=True)
class Finding:
    step: str
    state: State
    text: str

    def __str__(self) -> str:
        return f"{self.state.value}　{self.step}：{self.text}"


def well(step: str, text: str) -> Finding:
    return Finding(step, State.WELL, text)


def mend(step: str, text: str) -> Finding:
    return Finding(step, State.MEND, text)


def unseen(step: str, text: str) -> Finding:
    return Finding(step, State.UNSEEN, text)


_LASTING: Final = frozenset({40001, 40014, 42001})
"""A token that is refused again after it was replaced: waiting does not mend that."""


def of_error(step: str, error: WeChatError, what_to_do: str = "") -> Finding:
    """A refusal is to be mended; no answer, or a busy platform, says nothing about us."""
    number = "" if error.errcode is None else f"（微信 {error.errcode}{error.rid and '，rid '}{error.rid}）"
    text = f"{error.advice}{what_to_do}{number}"
    is_ours = isinstance(error, Refused) or error.errcode in _LASTING
    return mend(step, text) if is_ours else unseen(step, text)


def exit_code(findings: list[Finding]) -> int:
    """0 when every step is well, 1 when something must be mended, 2 when something could only not be seen."""
    states = {finding.state for finding in findings}
    if State.MEND in states:
        return 1
    return 2 if State.UNSEEN in states else 0
