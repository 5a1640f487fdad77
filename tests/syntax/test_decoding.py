"""Bytes to text: what is repaired is reported, what cannot be read is refused."""

from __future__ import annotations

import pytest

from lodpress.problems import InputError, render
from lodpress.settings import Limits
from lodpress.syntax.decoding import decode


def _refusal(data: bytes, limits: Limits | None = None) -> InputError:
    with pytest.raises(InputError) as caught:
        decode(data, "a.txt", limits or Limits())
    return caught.value


@pytest.mark.parametrize("data", [b"", b"\n \r\n", b"\xef\xbb\xbf", b"\x00\x00\x00"])
def test_nothing_to_read_is_refused(data: bytes) -> None:
    """No bytes, blanks alone, a mark alone, NUL alone."""
    assert [p.code for p in _refusal(data).problems] == ["file-empty"]


@pytest.mark.parametrize("data", [b"%PDF-1.7 abc", b"PK\x03\x04abc", b"\x89PNG\r\n", bytes(range(32)) * 9])
def test_binary_files_are_refused(data: bytes) -> None:
    """Known formats by their first bytes, others by their control characters."""
    assert [p.code for p in _refusal(data).problems] == ["file-binary"]


def test_utf16_is_named() -> None:
    """The hint says what to do."""
    error = _refusal("graph LR".encode("utf-16"))
    assert "UTF-16" in str(error) and error.hint == "save it as UTF-8"


def test_bytes_that_are_not_utf8_are_shown_where_they_stand() -> None:
    """Line and column of the first bad byte, even behind CR LF and wide letters."""
    error = _refusal("\ufeffé\r\nab".encode() + b"\xe9tude")
    assert error.problems[0].position is not None
    assert (error.problems[0].line, error.problems[0].position.column) == (2, 3)
    assert "0xE9" in render(error.problems[0])


def test_repairs_are_reported() -> None:
    """A mark, CR LF, a lone CR and NUL are taken out, each said once."""
    source, problems = decode(b"\xef\xbb\xbfone line\r\nand another\rthen a\x00 third", "a.txt", Limits())
    assert source.text == "one line\nand another\nthen a third"
    assert sorted(p.code for p in problems) == ["byte-order-mark", "crlf", "nul-removed"]


def test_limits_are_named_with_their_settings() -> None:
    """Too many bytes, too long a line; a raised limit lets both pass."""
    data = b"x" * 50 + b"\n"
    assert "limits.file_size" in (_refusal(data, Limits(file_size=10)).hint or "")
    assert "limits.line_length" in (_refusal(data, Limits(line_length=10)).hint or "")
    assert decode(data, "a.txt", Limits(line_length=50))[1] == ()
