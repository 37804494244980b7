"""7z, read once from front to end: path and bytes of every page that is let in. Only who has one imports this."""

from __future__ import annotations

import io
import queue
import struct
import threading
from collections.abc import Callable, Iterator

import py7zr
from py7zr.exceptions import CrcError, PasswordRequired
from py7zr.io import Py7zIO, WriterFactory

from pipeline.model import SourceError
from pipeline.sources.containers import DamageError, refuse_joined, refuse_password
from pipeline.sources.site import Gatekeeper

MAGIC = b"7z\xbc\xaf\x27\x1c"
# Pages that wait between the unpacking thread and whoever reads them.
PAGES_AHEAD = 16


class StoppedError(Exception):
    """Nobody reads on."""


class Channel:
    """Hands pages from the unpacking thread to the reader, a few ahead at most."""

    def __init__(self) -> None:
        self._pages: queue.Queue[tuple[str, bytes] | Exception | None] = queue.Queue(PAGES_AHEAD)
        self._stopped = threading.Event()

    def put(self, item: tuple[str, bytes] | Exception | None) -> None:
        """Wait until there is room; StoppedError where the reader has gone."""
        while not self._stopped.is_set():
            try:
                return self._pages.put(item, timeout=0.1)
            except queue.Full:
                continue
        raise StoppedError

    def run(self, unpack: Callable[[], None]) -> None:
        """Unpack to the end; what goes wrong is handed over like a page."""
        try:
            end: Exception | None = None
            try:
                unpack()
            except Exception as error:
                end = error
            self.put(end)
        except StoppedError:
            return

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        while (item := self._pages.get()) is not None:
            if isinstance(item, Exception):
                raise item
            yield item

    def stop(self) -> None:
        """Let the unpacking thread end."""
        self._stopped.set()


class PageWriter(Py7zIO, WriterFactory):
    """What py7zr writes one member after the other to; each goes out when it is whole and its checksum was right."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._name = ""
        self._parts: list[bytes] = []

    def create(self, filename: str) -> PageWriter:
        """Begin a member."""
        self._name = filename
        self._parts = []
        return self

    def write(self, s: bytes | bytearray) -> int:
        """Take a part of the member."""
        self._parts.append(bytes(s))
        return len(s)

    def close(self) -> None:
        """Hand the member over."""
        self._channel.put((self._name, b"".join(self._parts)))
        self._parts = []

    def read(self, size: int | None = None) -> bytes:  # noqa: ARG002
        """Nothing is kept to be read back."""
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:  # noqa: ARG002
        """Nothing is kept to go back to."""
        return 0

    def flush(self) -> None:
        """Nothing waits."""

    def size(self) -> int:
        """Bytes of the member so far."""
        return sum(map(len, self._parts))


def _goes_on(file: io.BufferedReader) -> bool:
    """Whether another 7z follows the one that the file begins with. Source: 7zFormat.txt, "SignatureHeader"."""
    place = file.tell()
    file.seek(12)
    offset, size = struct.unpack("<QQ", file.read(16))
    file.seek(32 + offset + size)
    follows = file.read(len(MAGIC)) == MAGIC
    file.seek(place)
    return follows


def read_7z(file: io.BufferedReader, keeper: Gatekeeper) -> Iterator[tuple[str, bytes]]:
    """Read a 7z from front to end, once: its pages are packed as one block, so that none can be had alone.

    py7zr pushes where we want to pull; a thread unpacks, a few pages ahead of the reader.
    """
    channel = Channel()
    thread: threading.Thread | None = None
    try:
        # An open file, not a path: py7zr would otherwise unpack several blocks at once and mix the order.
        with py7zr.SevenZipFile(file) as archive:
            if _goes_on(file):
                refuse_joined(keeper, "first")
            if archive.needs_password():
                refuse_password(keeper)
            wanted = set()
            for member in archive.files:
                if member.is_directory:
                    continue
                keeper.unpacked(member.uncompressed)
                if keeper.admit(member.filename, member.uncompressed, member.is_file):
                    wanted.add(member.filename)
            if not wanted:
                return
            writer = PageWriter(channel)
            thread = threading.Thread(
                target=channel.run, args=(lambda: archive.extract(targets=wanted, factory=writer),), daemon=True
            )
            thread.start()
            yield from channel
    except (SourceError, OSError):
        raise
    except PasswordRequired:
        refuse_password(keeper)
    except CrcError as error:
        raise DamageError(f"the checksum of {error.filename or 'its data'} is wrong") from error
    except Exception as error:
        # Damaged bytes make py7zr fail in whatever line first trips over them: struct, lzma, IndexError, assertions.
        raise DamageError(f"it cannot be unpacked ({type(error).__name__}: {error})") from error
    finally:
        channel.stop()
        if thread is not None:
            thread.join()
