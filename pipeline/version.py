"""What decides how a page is read, as one fingerprint. Imported before anything heavy: standard library only."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path

HERE = Path(__file__).parent
# Beside `parse/` and `vocabulary/`: what a page's rows are, and how they are made.
PARSING = ("schema.py", "model.py", "chunk.py", "extract.py", "words.py")


@cache
def parser_version() -> str:
    """A fingerprint of the parsing code, of what it makes its rows of, of the vocabulary and the schema.

    It changes when any of these files does; contents that another version parsed are then parsed again.
    """
    digest = blake2b(digest_size=8)
    folders = (HERE / "parse", HERE / "vocabulary")
    files = [path for folder in folders for path in folder.iterdir() if path.suffix in (".py", ".csv")]
    for path in sorted([*files, *(HERE / name for name in PARSING)]):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def schema_version() -> str:
    """A fingerprint of the schema alone: an edition of another one can be read by its readers, but not built upon."""
    return blake2b((HERE / "schema.py").read_bytes(), digest_size=8).hexdigest()
