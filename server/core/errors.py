"""What can go wrong, as one tree: the edge turns each kind into one HTTP status, people read `text`.

AppError               500
├── InvalidInput       400  the request does not parse, or a field is wrong (`fields` says which)
├── NotSignedIn        401  no session, or it has ended
├── Forbidden          403  signed in, but this role may not do that
├── NotFound           404  no such thing, or not yours to see: the two look the same
├── Conflict           409  it exists, but not in a state that allows this
├── Gone               410  it existed and was withdrawn; `extra` says where to go instead
├── KeyReused          422  the same Idempotency-Key with another body
├── TooMany            429  a limit was reached; `retry_after` seconds
├── Unavailable        503  a part we need is away; nothing was stored
└── OutOfSpace         507  the disk is full; nothing was stored
"""

from __future__ import annotations

from typing import Any, Self


class AppError(Exception):
    """`code` is for machines (`message.already_closed`), `text` is Chinese and says what to do."""

    status = 500

    def __init__(self, code: str, text: str, *, fields: dict[str, str] | None = None, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.fields = fields
        self.extra = extra

    def as_json(self) -> dict[str, Any]:
        error: dict[str, Any] = {"code": self.code, "text": self.text, **self.extra}
        if self.fields:
            error["fields"] = self.fields
        return {"error": error}


class InvalidInput(AppError):
    status = 400

    @classmethod
    def at(cls, code: str, words: str, *fields: str) -> Self:
        """What is wrong with one field, or with some that belong together: the same words beside each."""
        return cls(code, f"{words}。", fields=dict.fromkeys(fields, words))


class NotSignedIn(AppError):
    status = 401

    def __init__(self, code: str = "session.missing", text: str = "请先登录，再继续。") -> None:
        super().__init__(code, text)


class Forbidden(AppError):
    status = 403

    def __init__(
        self, code: str = "permission.denied", text: str = "您现在的身份不能做这件事。", **extra: Any
    ) -> None:
        super().__init__(code, text, **extra)


class NotFound(AppError):
    status = 404

    def __init__(
        self, code: str = "not_found", text: str = "没有找到，可能是地址写错了，或不归您看。", **extra: Any
    ) -> None:
        super().__init__(code, text, **extra)


class Conflict(AppError):
    status = 409


class Gone(AppError):
    status = 410


class KeyReused(AppError):
    status = 422

    def __init__(self) -> None:
        super().__init__("idempotency.key_reused", "这次提交的内容和上次不一样。请回到上一页，重新发一次。")


class TooMany(AppError):
    status = 429

    def __init__(self, code: str, text: str, *, retry_after: int) -> None:
        super().__init__(code, text, retry_after=retry_after)
        self.retry_after = retry_after


class Unavailable(AppError):
    status = 503

    def __init__(
        self,
        code: str = "service.unavailable",
        text: str = "我们这边出了点问题，您写的没有丢，过一会儿再试。",
    ) -> None:
        super().__init__(code, text)


class OutOfSpace(AppError):
    status = 507
