"""Files as streams of records: JSON lines, a JSON list, CSV, Parquet; never a whole file at once.

A record is a mapping from names to values, with the number of its line or row.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Any

import duckdb

from ranking.formats.items import Broken
from ranking.formats.values import Record, short

Records = Iterator[tuple[int, Record] | Broken]

BLOCK = 1 << 20
LONGEST_RECORD = 64 << 20  # characters; what is longer is no record of votes
LARGEST_CELL = 64 << 20
ROWS_AT_ONCE = 1_000
NO_TEXT = (UnicodeDecodeError, gzip.BadGzipFile, zlib.error, EOFError)
SPACE = " \t\r\n"
_BETWEEN = re.compile(r"[\s,]*")


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says why and what to do."""


def records(path: Path) -> Records:
    """Every record of the file, whatever kind of file it is. Raises Unreadable."""
    if not path.is_file():
        raise Unreadable(f"There is no file {path}.")
    with path.open("rb") as file:
        start = file.read(4)
    if not start:
        raise Unreadable(f"{path.name} is empty.")
    if start == b"PAR1":
        return _of_parquet(path)
    if path.name.removesuffix(".gz").endswith((".csv", ".tsv")):
        return _of_csv(path)
    return _of_json(path)


def whole_document(path: Path) -> Any:
    """A JSON file that is one value; raises Unreadable."""
    with _text(path) as file:
        try:
            words = file.read(LONGEST_RECORD + 1)
        except NO_TEXT as error:
            raise Unreadable(f"{path.name} is no text in UTF-8: {error}") from None
    if len(words) > LONGEST_RECORD:
        raise Unreadable(f"{path.name} is one JSON value of more than 64 million characters.")
    try:
        return json.loads(words)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{path.name} is no JSON: {error}") from None


def _of_parquet(path: Path) -> Records:
    with closing(duckdb.connect()) as database:
        try:
            rows = database.execute("SELECT * FROM read_parquet(?)", [str(path)])
            columns = [column[0] for column in rows.description or []]
            number = 0
            while block := rows.fetchmany(ROWS_AT_ONCE):
                for values in block:
                    number += 1
                    yield number, dict(zip(columns, values, strict=True))
        except duckdb.Error as error:
            raise Unreadable(f"{path.name} cannot be read as Parquet: {error}") from None


def _of_csv(path: Path) -> Records:
    csv.field_size_limit(LARGEST_CELL)  # the default is shorter than many a conversation
    delimiter = "\t" if ".tsv" in path.suffixes else ","
    with _text(path, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        header: list[str] | None = None
        while True:
            number = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except NO_TEXT as error:
                raise Unreadable(f"{path.name} is no text in UTF-8: {error}") from None
            except csv.Error as error:
                if header is None:
                    raise Unreadable(f"{path.name} cannot be read as CSV: {error}") from None
                yield Broken(number, f"no CSV: {error}")
                continue
            if header is None:
                header = [cell.strip().removeprefix("\ufeff") for cell in cells]
            elif len(cells) == len(header):
                yield number, dict(zip(header, cells, strict=True))
            elif cells:
                yield Broken(number, f"{len(cells)} cells where the header has {len(header)}")


def _of_json(path: Path) -> Records:
    with _text(path) as file:
        try:
            start = _first_character(file)
            file.seek(0)
            yield from _of_list(file) if start == "[" else _of_lines(file)
        except NO_TEXT as error:
            raise Unreadable(f"{path.name} is no text in UTF-8: {error}") from None


def _of_lines(file: IO[str]) -> Records:
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            yield Broken(number, f"no JSON: {short(line)}")
            continue
        yield (number, value) if isinstance(value, dict) else Broken(number, "no JSON object")


def _of_list(file: IO[str]) -> Records:
    """The elements of a JSON list, one by one. What is no JSON ends it: the rest is lost."""
    file.read(_position_of_bracket(file) + 1)
    decoder, buffer, start, number = json.JSONDecoder(), "", 0, 0
    while True:
        start = _BETWEEN.match(buffer, start).end()  # type: ignore[union-attr]  # may be empty
        if buffer.startswith("]", start):
            return
        try:
            value, start = decoder.raw_decode(buffer, start)
        except ValueError:
            block = file.read(max(BLOCK, len(buffer) - start))
            if not block or len(buffer) - start > LONGEST_RECORD:
                yield Broken(number + 1, "the list breaks off here; the rest was not read")
                return
            buffer, start = buffer[start:] + block, 0
            continue
        except RecursionError:
            yield Broken(number + 1, "JSON that is nested too deeply; the rest was not read")
            return
        number += 1
        yield (number, value) if isinstance(value, dict) else Broken(number, "no JSON object")


def _first_character(file: IO[str]) -> str:
    while character := file.read(1):
        if character not in SPACE + "\ufeff":
            return character
    return ""


def _position_of_bracket(file: IO[str]) -> int:
    start = file.read(BLOCK).index("[")
    file.seek(0)
    return start


def _text(path: Path, newline: str | None = None) -> IO[str]:
    if path.suffix == ".gz":
        return io.TextIOWrapper(gzip.open(path, "rb"), "utf-8-sig", newline=newline)
    return path.open(encoding="utf-8-sig", newline=newline)
