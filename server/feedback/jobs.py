"""Whoever said something is told once that it was answered."""

from __future__ import annotations

from uuid import UUID

from server.core import jobs
from server.feedback import service
from server.notifications.service import Target, tell


@jobs.on("feedback.answered")
def tell_answered(feedback_id: UUID, account_id: UUID) -> None:
    tell(
        account_id,
        source=f"feedback-{feedback_id.hex}",
        kind="feedback.answered",
        title="您提的意见，有答复了",
        text="谢谢您帮我们改好。点开看答复。",
        target=Target("feedback", feedback_id, "pages/feedback/index"),
    )


@jobs.on("account.merged")
def move_feedback(account_id: UUID, into_id: UUID) -> None:
    service.move(account_id, into_id)


@jobs.on("account.closed")
def forget_person(account_id: UUID) -> None:
    service.move(account_id, None)
