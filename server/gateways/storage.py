"""Where files of people live: written whole or not at all, under keys that we made, never under names they sent."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
from datetime import datetime
from pathlib import Path
from typing import Protocol

from server.core.errors import NotFound, OutOfSpace

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{3,99}(\.[a-z0-9]{1,8})?")
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_INCOMING = ".incoming"


class StorageFull(OutOfSpace):
    """Not a byte of the file was kept."""

    def __init__(self) -> None:
        super().__init__(
            "storage.full", "我们这边放不下照片了，已经在处理。您写的字没有丢，可以先不带照片发出来。"
        )


class StorageMissing(NotFound):
    def __init__(self) -> None:
        super().__init__("storage.missing", "这个文件已经不在了。请回到上一页，重新传一次。")


class Storage(Protocol):
    """Keys: 4 to 100 of a-z 0-9 _ -, an extension at most; `str(uuid4())` is one. Another key is a ValueError."""

    def put(self, key: str, data: bytes) -> None:
        """Kept for good on return, replacing what the key held; StorageFull leaves the old one as it was."""

    def get(self, key: str) -> bytes:
        """What was put, or StorageMissing."""

    def delete(self, key: str) -> None:
        """Gone on return; gone already is fine."""


class FileStorage:
    """Files under `root`, two levels of folders by the first letters of the key, readable by this user only."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, key: str, data: bytes) -> None:
        path = self._path(key)
        try:
            self._write(path, data)
        except OSError as error:
            if error.errno in _NO_SPACE:
                raise StorageFull() from error
            raise

    def get(self, key: str) -> bytes:
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            raise StorageMissing() from None

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def sweep(self, before: datetime) -> int:
        """How many files of writers killed before that moment were taken away; nobody could ever read them."""
        swept = 0
        for draft in (self._root / _INCOMING).glob("*"):
            with contextlib.suppress(FileNotFoundError):  # its writer finished meanwhile
                if draft.stat().st_mtime < before.timestamp():
                    draft.unlink()
                    swept += 1
        return swept

    def _path(self, key: str) -> Path:
        valid = _valid(key)
        return self._root / valid[:2] / valid[2:4] / valid

    def _write(self, path: Path, data: bytes) -> None:
        """Beside the tree first, onto the disk, and only then under its name: a kill leaves the old or the new."""
        incoming = self._root / _INCOMING
        for folder in (incoming, path.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = incoming / secrets.token_hex(16)
        try:
            _write_through(draft, data)
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        for folder in (path.parent, path.parent.parent, self._root):
            _sync_folder(folder)


class QuietStorage:
    """In memory, for tests."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put(self, key: str, data: bytes) -> None:
        self.files[_valid(key)] = bytes(data)

    def get(self, key: str) -> bytes:
        if _valid(key) not in self.files:
            raise StorageMissing()
        return self.files[key]

    def delete(self, key: str) -> None:
        self.files.pop(_valid(key), None)


def _valid(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise ValueError(f"not a storage key: {key!r}")
    return key


def _write_through(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """The name itself reaches the disk; a file system that cannot sync a folder says EINVAL."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
    finally:
        os.close(descriptor)
