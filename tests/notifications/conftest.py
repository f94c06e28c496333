"""All four templates, and a quiet provider of short messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from server.gateways import registry
from server.gateways.sms import QuietSms
from tests.notifications.platform import TEMPLATES


@pytest.fixture(autouse=True)
def templates(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "TEMPLATES", TEMPLATES)


@pytest.fixture
def sms(app: Flask) -> Iterator[QuietSms]:
    """A provider that is set; without this fixture there is none."""
    before, quiet = registry.gateways(), QuietSms()
    registry.use(replace(before, sms=quiet))
    yield quiet
    registry.use(before)
