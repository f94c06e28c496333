"""A stored file is whole or not there, whatever happens to the process or the disk."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from server.core import clock
from server.gateways import storage as module
from server.gateways.storage import FileStorage, QuietStorage, Storage, StorageFull, StorageMissing

ROOT = Path(module.__file__).parents[2]
KEY = "0b8d9c0e-5a4f-4a55-9a86-2f8c4c2f7c11"


@pytest.fixture(params=["files", "quiet"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    return FileStorage(tmp_path) if request.param == "files" else QuietStorage()


def files_in(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def run(script: str, root: Path) -> int:
    """`script` in a process of its own, with `storage`, `module`, `KEY` and `os` at hand."""
    head = (
        "import os, signal, resource, sys\nfrom pathlib import Path\nfrom server.gateways import storage as module\n"
        f"KEY = {KEY!r}\nstorage = module.FileStorage(Path(sys.argv[1]))\n"
    )
    return subprocess.run([sys.executable, "-c", head + script, str(root)], cwd=ROOT, check=False).returncode


def test_what_was_put_is_got(storage: Storage) -> None:
    storage.put(KEY, b"one")
    storage.put(KEY, b"two")
    assert storage.get(KEY) == b"two"


def test_what_was_deleted_is_missing_and_may_be_deleted_again(storage: Storage) -> None:
    storage.put(KEY, b"one")
    storage.delete(KEY)
    storage.delete(KEY)
    with pytest.raises(StorageMissing) as caught:
        storage.get(KEY)
    assert caught.value.status == 404


@pytest.mark.parametrize(
    "key",
    [
        "",
        "abc",
        "../../etc/passwd",
        "a/b/c/d",
        "..aa",
        "ABCD",
        "abcd.",
        "abcd/../e",
        "abcd\n",
        "a" * 101,
        "ab\0d",
        "照片照片",
    ],
)
def test_a_key_that_we_did_not_make_is_refused(storage: Storage, key: str) -> None:
    for attempt in (lambda: storage.put(key, b"x"), lambda: storage.get(key), lambda: storage.delete(key)):
        with pytest.raises(ValueError, match="not a storage key"):
            attempt()


def test_files_lie_two_folders_deep_and_are_nobody_elses_to_read(tmp_path: Path) -> None:
    FileStorage(tmp_path).put(KEY, b"one")
    path = tmp_path / KEY[:2] / KEY[2:4] / KEY
    assert files_in(tmp_path) == [path]
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("moment", ["before the bytes are on disk", "before the name is given"])
def test_a_writer_killed_in_the_middle_leaves_the_old_file_whole(tmp_path: Path, moment: str) -> None:
    storage = FileStorage(tmp_path)
    storage.put(KEY, b"old")
    die = "lambda *_: os.kill(os.getpid(), signal.SIGKILL)"
    place = "os.fsync" if moment == "before the bytes are on disk" else "Path.replace"
    assert run(f"{place} = {die}\nstorage.put(KEY, bytes(100_000))", tmp_path) == -signal.SIGKILL
    assert storage.get(KEY) == b"old"
    assert len(files_in(tmp_path)) == 2


def test_what_killed_writers_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    storage = FileStorage(tmp_path)
    storage.put(KEY, b"old")
    run("Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\nstorage.put(KEY, b'new')", tmp_path)
    assert storage.sweep(clock.now() - timedelta(hours=1)) == 0
    assert storage.sweep(clock.now() + timedelta(hours=1)) == 1
    assert [path.read_bytes() for path in files_in(tmp_path)] == [b"old"]


def test_a_full_disk_is_said_clearly_and_keeps_no_half_file(tmp_path: Path) -> None:
    FileStorage(tmp_path).put(KEY, b"old")
    script = """
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    storage.put(KEY, bytes(100_000))
except module.StorageFull as error:
    sys.exit(77 if error.code == "storage.full" else 1)
"""
    assert run(script, tmp_path) == 77
    assert [path.read_bytes() for path in files_in(tmp_path)] == [b"old"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_no_space_at_the_last_moment_is_a_full_disk_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StorageFull) as caught:
        FileStorage(tmp_path).put(KEY, b"new")
    assert (caught.value.status, files_in(tmp_path)) == (507, [])


def test_another_fault_of_the_disk_is_not_called_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.EIO, "broken disk")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="broken disk"):
        FileStorage(tmp_path).put(KEY, b"new")
    assert files_in(tmp_path) == []


def test_a_reader_never_sees_a_mixture_of_two_writers(tmp_path: Path) -> None:
    storage = FileStorage(tmp_path)
    bodies = [bytes([number]) * 200_000 for number in range(4)]
    storage.put(KEY, bodies[0])
    with ThreadPoolExecutor(4) as pool:
        writing = [pool.submit(storage.put, KEY, body) for body in bodies * 10]
        while not all(future.done() for future in writing):
            assert storage.get(KEY) in bodies
        assert all(future.exception() is None for future in writing)


def test_many_new_keys_at_once_do_not_stumble_over_their_folders(tmp_path: Path) -> None:
    storage = FileStorage(tmp_path)
    keys = [f"aa{number % 3:02d}-{uuid4()}" for number in range(60)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: storage.put(key, key.encode()), keys))
    assert all(storage.get(key) == key.encode() for key in keys)
