"""Tar and zip, read once from front to end: path and bytes of every page that is let in. For 7z see `sevenzip`."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from tarfile import EmptyHeaderError, EOFHeaderError, HeaderError, TruncatedHeaderError  # type: ignore[attr-defined]
from typing import NoReturn

from pipeline.model import SourceError
from pipeline.sources.site import Gatekeeper

TAR_READ_BYTES = 1 << 18
# Long names and attributes travel in members of their own, which tarfile reads whole.
TAR_EXTENSION_BYTES = 1 << 20
TAR_EXTENSIONS = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)
# The record at the end of a zip, with the longest comment.
ZIP_END_BYTES = 22 + 0xFFFF


class DamageError(Exception):
    """An archive's bytes are not what they should be; the text completes "is damaged behind ...: "."""


# ---- tar


class StrictHeader(tarfile.TarInfo):
    """A tar header that must be sound.

    By itself tarfile takes a broken header, or the end of the file, for the end of the archive, and says nothing.
    """

    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> StrictHeader:
        """Read the next header, or raise DamageError; the mark that ends a tar is let through."""
        try:
            return super().fromtarfile(tarfile)
        except EOFHeaderError:
            raise
        except (EmptyHeaderError, TruncatedHeaderError):
            raise DamageError("it ends early, without the mark that ends a tar") from None
        except HeaderError as error:
            if tarfile.offset == 0:
                raise DamageError("what is in it does not begin as a tar does") from error
            raise DamageError(f"a member's header cannot be read ({error})") from error

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        # The place that tarfile names for subclasses to step in: the header is read, what it announces is not.
        if self.type in TAR_EXTENSIONS and self.size > TAR_EXTENSION_BYTES:
            raise DamageError(f"a member's name or attributes take {self.size:,} bytes")
        return super()._proc_member(archive)  # type: ignore[misc, no-any-return]


class Meter(io.BufferedIOBase):
    """Counts what comes out of a decompressor, before anyone uses it."""

    def __init__(self, stream: io.BufferedIOBase, keeper: Gatekeeper) -> None:
        self._stream = stream
        self._keeper = keeper

    def read(self, size: int | None = -1, /) -> bytes:
        """Read as a file does."""
        data = self._stream.read(size)
        self._keeper.unpacked(len(data))
        return data


def read_tar(file: io.BufferedReader, container: str, keeper: Gatekeeper) -> Iterator[tuple[str, bytes]]:
    """Read a tar, compressed or not, member by member."""
    place = "at its beginning"
    try:
        with decompressed(file, container) as stream:
            meter = Meter(stream, keeper)
            with tarfile.open(
                fileobj=meter, mode="r|", bufsize=TAR_READ_BYTES, tarinfo=StrictHeader, encoding="utf-8"
            ) as archive:
                while (member := archive.next()) is not None:
                    # tarfile remembers every member, about 1 KB each: 251 MB for the whole site.
                    archive.members.clear()  # type: ignore[attr-defined]
                    if member.isdir() or not keeper.admit(member.name, member.size, member.isreg(), member.islnk()):
                        continue
                    content = archive.extractfile(member)
                    data = content.read() if content is not None else b""
                    if len(data) != member.size:
                        raise DamageError("it ends in the middle of a page")
                    yield member.name, data
                    place = f"which follows {member.name}"
                # What pads a tar behind its end is zeros.
                while data := archive.fileobj.read(TAR_READ_BYTES):
                    if data.count(0) != len(data):
                        raise SourceError(
                            f"{keeper.source}: goes on behind the mark that ends a tar, {place}: it is several "
                            f"archives joined, or has a hole; download it again, or unpack it with tar's "
                            f"--ignore-zeros and give the folder."
                        )
            # The checksum of a compressed stream stands at its end.
            while meter.read(TAR_READ_BYTES):
                pass
    except EOFError as error:
        raise DamageError("it ends early") from error
    except (tarfile.TarError, lzma.LZMAError, zlib.error, gzip.BadGzipFile, ValueError) as error:
        raise DamageError(str(error)) from error
    except OSError as error:
        # bz2 says so of bytes that it cannot read; errors of the disk carry a number.
        if error.errno is None:
            raise DamageError(str(error)) from error
        raise


def decompressed(file: io.BufferedReader, container: str) -> io.BufferedIOBase:
    """Open the stream inside a compressed tar."""
    if container == "tar.gz":
        return gzip.GzipFile(fileobj=file)
    if container == "tar.xz":
        return lzma.LZMAFile(file)
    if container == "tar.bz2":
        return bz2.BZ2File(file)
    return file


# ---- zip


def read_zip(file: io.BufferedReader, keeper: Gatekeeper) -> Iterator[tuple[str, bytes]]:
    """Read a zip in the order of its directory."""
    try:
        with zipfile.ZipFile(file) as archive:
            check_directory(file, len(archive.infolist()))
            # A directory counts from the file's beginning; zipfile adds what stands before the archive that it lists.
            if min((member.header_offset for member in archive.infolist()), default=0) > 0:
                refuse_joined(keeper, "last")
            members = [member for member in archive.infolist() if not member.is_dir()]
            names = [member.filename.replace("\\", "/") for member in members]
            admitted = []
            for member, name in zip(members, names, strict=True):
                if member.flag_bits & 0x1:
                    refuse_password(keeper)
                mode = member.external_attr >> 16
                is_page = keeper.admit(name, member.file_size, stat.S_IFMT(mode) in (0, stat.S_IFREG))
                keeper.unpacked(member.file_size if is_page else 0)
                admitted.append(is_page)
            for member, name, is_page in zip(members, names, admitted, strict=True):
                # Opening compares the name in the directory with the one beside the data: a page whose name
                # was damaged in one of them must not vanish as something that is no page.
                with archive.open(member) as content:
                    if is_page:
                        data = content.read()
                        if len(data) != member.file_size:
                            raise DamageError(f"{name} is shorter than the archive says")
                        yield name, data
    except EOFError as error:
        raise DamageError("it ends early") from error
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, ValueError) as error:
        raise DamageError(str(error)) from error
    except NotImplementedError as error:
        raise SourceError(f"{keeper.source}: cannot be unpacked here ({error}); pack the tree again.") from error
    except OSError as error:
        if error.errno is None:
            raise DamageError(str(error)) from error
        raise


def check_directory(file: io.BufferedReader, members: int) -> None:
    """Compare the number of members that zipfile found with the number at the end of the file, as it does not."""
    file.seek(0, io.SEEK_END)
    file.seek(max(0, file.tell() - ZIP_END_BYTES))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    announced = int.from_bytes(tail[end + 10 : end + 12], "little")
    # 65,535 says that the number did not fit and stands elsewhere.
    if end >= 0 and announced not in (members, 0xFFFF):
        raise DamageError(f"its directory lists {members:,} files and announces {announced:,}")


def refuse_joined(keeper: Gatekeeper, which: str) -> NoReturn:
    """Say that the file holds more than one archive, of which a reader would see one."""
    raise SourceError(
        f"{keeper.source}: is several archives joined, of which only the {which} one can be read; download it again, "
        f"or take it apart and give each."
    )


def refuse_password(keeper: Gatekeeper) -> NoReturn:
    """Say that a password is in the way."""
    raise SourceError(f"{keeper.source}: is protected by a password; unpack it and give the folder.")
