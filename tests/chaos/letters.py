"""The load: letters are written until each is acknowledged, and every acknowledged one is accepted and answered."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty, Queue
from random import Random

from tests.chaos.lines import ChaosFailed, Line, expect
from tests.chaos.people import LETTERS_EACH, Person, Place

WRITERS, ANSWERERS = 3, 5
WORDS = "单元门口的路灯坏了三天，晚上老人下楼看不清。"
PAUSE_S = 0.05


def authors_for(letters: int) -> int:
    """Every author writes as often as every other; a few stand by for somebody whom the limit stopped."""
    return -(-letters // LETTERS_EACH) + spares_for(letters)


def spares_for(letters: int) -> int:
    return 3 + letters // 200


class Letters:
    """`acknowledged`: by Idempotency-Key, the id the product gave. `answered`: cases with a reply."""

    def __init__(self, place: Place, people: list[Person], liaison: str, count: int, seed: int) -> None:
        self.place = place
        self.liaison = liaison
        self.count = count
        self.name = f"chaos-{seed}"
        random = Random(seed)
        self.spares = Queue[Person]()
        for person in people[: spares_for(count)]:
            self.spares.put(person)
        writers = people[spares_for(count) :]
        self.waiting = Queue[tuple[int, Person]]()
        for number in range(count):
            if number % len(writers) == 0:
                random.shuffle(writers)
            self.waiting.put((number, writers[number % len(writers)]))
        self.cases = Queue[str]()
        self.acknowledged: dict[str, str] = {}
        self.answered = 0
        self.failures: list[BaseException] = []
        self._lock = threading.Lock()

    def run(self) -> None:
        """Until every letter is answered. Raises ChaosFailed."""
        threads = [self._thread(self._write) for _ in range(WRITERS)]
        threads += [self._thread(self._answer) for _ in range(ANSWERERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.failures:
            raise self.failures[0]

    @property
    def is_over(self) -> bool:
        return bool(self.failures) or self.answered >= self.count

    def _thread(self, work: Callable[[], None]) -> threading.Thread:
        return threading.Thread(target=self._guarded, args=(work,), daemon=True)

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as failure:
            self.failures.append(failure)

    def _write(self) -> None:
        line = Line(self.place.port)
        while not self.failures:
            try:
                number, person = self.waiting.get_nowait()
            except Empty:
                return line.close()
            self._submit(line, f"{self.name}-{number:06d}", person)
        return None

    def _submit(self, line: Line, key: str, person: Person) -> None:
        """The limit counts a try whose answer was lost: then a neighbour writes it, with a key of their own."""
        body = {"code": self.place.code, "content": f"{WORDS}（{key}）"}
        answer = line.ask("POST", "/api/messages", body, token=person.token, key=key)
        if answer.status == 429 and answer.tries > 1:
            return self._submit(line, f"{key}-again", self._spare())
        message_id: str = expect(answer, 201)["id"]
        with self._lock:
            self.acknowledged[key] = message_id
        self.cases.put(message_id)
        return None

    def _spare(self) -> Person:
        try:
            return self.spares.get_nowait()
        except Empty:
            raise ChaosFailed("限次挡住的人太多，没有人能替他们写了") from None

    def _answer(self) -> None:
        line = Line(self.place.port)
        while not self.is_over:
            try:
                message_id = self.cases.get(timeout=PAUSE_S)
            except Empty:
                continue
            self._take(line, message_id, "accept", {})
            self._take(line, message_id, "reply", {"text": "灯泡换好了，今晚亮。", "result": "A"})
            with self._lock:
                self.answered += 1
        line.close()

    def _take(self, line: Line, message_id: str, verb: str, body: dict[str, str]) -> None:
        """Done before is well only where the first answer was lost."""
        answer = line.ask("POST", f"/api/messages/{message_id}/{verb}", body, token=self.liaison)
        expect(answer, *((200, 409) if answer.tries > 1 else (200,)))
