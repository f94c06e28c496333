"""Pushes: notices through outbox, queue and gateway to a sandbox that answers late, beside a bare Dramatiq actor."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

from deploy.local import ports
from server.accounts import service as account_service
from server.core import clock
from server.core.db import transaction
from server.notifications.asks import Ask
from server.notifications.service import Target, tell
from server.worker import THREADS
from tests.bench import product, push_actor
from tests.bench.load import BenchFailed
from tests.chaos.lines import Line, expect

LATENCY_S = 0.1
"""Between us and the platform."""
PROCESSES = 2
SEND = "/cgi-bin/message/subscribe/send"
PATIENCE_S = 120.0
_numbers = count(1)


@contextmanager
def platform(log_dir: Path) -> Iterator[int]:
    """The sandbox on a port of its own, which the product is told to be WeChat: templates without end, no reports."""
    port = ports.choose(f"{log_dir}:platform", {int(os.environ.get("PORT") or 8000)})
    os.environ |= {"SANDBOX_PORT": str(port), "WECHAT_API_BASE": f"http://127.0.0.1:{port}"}
    log = log_dir / "bench-sandbox.log"
    with product.running(("sandbox",), os.environ, log):
        product.wait_for(f"http://127.0.0.1:{port}/", log)
        quiet = {"sent_events": False, "long_term": [os.environ["WECHAT_TEMPLATE_REPLY"]]}
        line = Line(port)
        expect(line.ask("POST", "/__sandbox__/switches", quiet), 200)
        late = [{"path": SEND, "times": -1, "answer": {"delay_s": LATENCY_S}}]
        expect(line.ask("POST", "/__sandbox__/faults", late), 200)
        line.close()
        yield port


class Pushes:
    """As many people as one round has pushes: the platform takes one at a time for each."""

    def __init__(self, port: int, people: int) -> None:
        self.line = Line(port)
        self.people = [f"oBench-{number:06d}" for number in range(people)]
        self.template = os.environ["WECHAT_TEMPLATE_REPLY"]
        self.url = f"http://127.0.0.1:{port}{SEND}?access_token={self._token()}"
        self.random = Random(7)
        self.broker = push_actor.broker(os.environ["REDIS_URL"])
        with transaction():
            self.accounts = [
                account_service.sign_in_wechat(openid).session.account_id for openid in self.people
            ]
        for openid in self.people:
            answer = {"openid": openid, "template_id": self.template, "status": "accept"}
            expect(self.line.ask("POST", "/__sandbox__/accept", answer), 200)

    def close(self) -> None:
        self.broker.close()
        self.line.close()

    @contextmanager
    def bare(self, log_dir: Path) -> Iterator[None]:
        """The actor's processes, as many and with as many threads as the product's."""
        command = ("dramatiq", "tests.bench.push_actor", "--queues", push_actor.QUEUE)
        size = ("--processes", str(PROCESSES), "--threads", str(THREADS))
        told = os.environ | {"BENCH_PUSH_URL": self.url}
        with product.running((*command, *size), told, log_dir / "bench-push-actor.log"):
            self.rate_bare()
            yield

    def rate_bare(self) -> float:
        return self._rate(self._enqueue)

    def rate_ours(self) -> float:
        return self._rate(self._tell)

    def _rate(self, order: Callable[[], None]) -> float:
        """Pushes a second that the platform has taken, from the order to the last one. Raises BenchFailed."""
        self.random.shuffle(self.people)
        before, start = self._taken(), time.perf_counter()
        order()
        while (taken := self._taken() - before) < len(self.people):
            if time.perf_counter() - start > PATIENCE_S:
                raise BenchFailed(f"{PATIENCE_S:.0f} 秒过了，{len(self.people)} 条推送只到了 {taken} 条")
            time.sleep(0.01)
        return taken / (time.perf_counter() - start)

    def _taken(self) -> int:
        """Messages on people's phones: what was refused does not count."""
        calls = expect(self.line.ask("GET", "/__sandbox__/counts"), 200)["calls"]
        return int(calls.get(SEND, 0))

    def _enqueue(self) -> None:
        for openid in self.people:
            body = {
                "touser": openid,
                "template_id": self.template,
                "page": _page(uuid4()),
                "data": {key: {"value": value} for key, value in _fields().items()},
                "miniprogram_state": "formal",
                "lang": "zh_CN",
            }
            self.broker.enqueue(push_actor.message(json.dumps(body, ensure_ascii=False)))

    def _tell(self) -> None:
        """Each in a transaction of its own, as replies come: the first is under way while the last is written."""
        number = next(_numbers)
        for account_id in self.accounts:
            letter = uuid4()
            with transaction():
                tell(
                    account_id,
                    source=f"bench-{number}",
                    kind="message.replied",
                    title="您反映的事，有答复了",
                    text="点开看答复，也请您说一句算不算解决。",
                    target=Target("message", letter, _page(letter)),
                    push=Ask("reply", _fields()),
                )

    def _token(self) -> str:
        body = {
            "grant_type": "client_credential",
            "appid": os.environ["WECHAT_APPID"],
            "secret": os.environ["WECHAT_SECRET"],
        }
        answer = expect(self.line.ask("POST", "/cgi-bin/stable_token", body), 200)
        return str(answer["access_token"])


def _page(letter: UUID) -> str:
    return f"pages/case/index?id={letter}"


def _fields() -> dict[str, str]:
    return {
        "thing1": "您反映的事 261110-0237",
        "phrase2": "已答复",
        "thing3": "桂花社区代表联络站",
        "time4": f"{clock.local(clock.now()):%Y-%m-%d %H:%M}",
        "thing5": "点开看答复，说一句算不算解决",
    }
