"""A busy endpoint is asked again, politely and not for ever; time and chance are the test's."""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import formatdate

import pytest
from querying.endpoint_server import Heard, Said, served

from lodpress.engines.endpoint import SparqlEndpoint
from lodpress.engines.transport import Patience
from lodpress.problems import EngineError

YES = Said(b'{"head": {}, "boolean": true}')
NOW = 1_800_000_000.0


def _asked(
    answers: Iterable[Said], *, chance: float = 1.0, attempts: int = 4
) -> tuple[list[float], int, str]:
    """The seconds slept, the requests heard, and the error, for an endpoint that gives the answers in order."""
    waiting = iter(answers)
    slept: list[float] = []
    patience = Patience(attempts=attempts, sleep=slept.append, now=lambda: NOW, chance=lambda: chance)
    with served(lambda _: next(waiting)) as server:
        try:
            list(SparqlEndpoint(server.url, patience=patience).select("ASK {}")[1])
        except EngineError as error:
            return slept, len(server.heard), str(error)
        return slept, len(server.heard), ""


def _busy(after: str | None = None, status: int = 503) -> Said:
    return Said(b"busy", status=status, headers={"Retry-After": after} if after is not None else {})


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("chance", "slept"), [(0.0, [0.25, 0.5]), (1.0, [0.5, 1.0])])
def test_the_pauses_double_and_are_cut_by_chance(status: int, chance: float, slept: list[float]) -> None:
    """Between half and the whole of half a second, a second, and so on."""
    assert _asked([_busy(status=status)] * 2 + [YES], chance=chance) == (slept, 3, "")


@pytest.mark.parametrize("attempts", [1, 2, 4])
def test_an_endpoint_that_stays_busy_is_left_alone(attempts: int) -> None:
    """After so many times in all, with its own words."""
    slept, heard, told = _asked([_busy()] * 9, attempts=attempts)
    assert (len(slept), heard) == (attempts - 1, attempts)
    assert f"is busy (503), asked {'once' if attempts == 1 else f'{attempts} times'}: busy" in told


@pytest.mark.parametrize(
    ("after", "slept"),
    [
        ("3", 3.0),
        (" 60 ", 60.0),
        (formatdate(NOW + 7, usegmt=True), 7.0),
        ("Fri, 15-Jan-27 08:00:09 GMT", 9.0),
        (formatdate(NOW - 7, usegmt=True), 0.5),
        ("0", 0.5),
        ("-5", 0.5),
        ("soon", 0.5),
        ("", 0.5),
        ("3.5", 0.5),
        ("٣", 0.5),
    ],
)
def test_the_time_that_an_endpoint_names_is_waited_for(after: str, slept: float) -> None:
    """In seconds or as a date (RFC 9110, section 10.2.3); what is neither counts for nothing, and no less is waited."""
    assert _asked([_busy(after.encode().decode("latin-1")), YES]) == ([slept], 2, "")


@pytest.mark.parametrize("after", ["61", "9" * 400, formatdate(NOW + 86400, usegmt=True)])
def test_an_endpoint_that_wants_too_long_a_pause_is_not_asked_again(after: str) -> None:
    """Nobody waits an hour unasked, and asking before is what it forbids."""
    slept, heard, told = _asked([_busy(after, 429), YES])
    assert (slept, heard) == ([], 1)
    assert "is busy (429), asked once and wants to be left alone for " in told


@pytest.mark.parametrize("status", [400, 401, 404, 500, 502, 504])
def test_what_will_not_get_better_is_not_asked_again(status: int) -> None:
    """Only being busy passes by itself."""
    with served(Said(status=status)) as server:
        patience = Patience(sleep=lambda _: pytest.fail("slept"))
        with pytest.raises(Exception, match="the endpoint"):
            SparqlEndpoint(server.url, patience=patience).select("ASK {}")
        assert len(server.heard) == 1


def test_half_an_answer_is_not_asked_for_again() -> None:
    """Rows were given out already, which would come twice."""
    slept, heard, told = _asked([Said(b'{"head": {}, ', promised=100), YES])
    assert (slept, heard) == ([], 1)
    assert "broke off" in told


def test_each_time_has_the_time_of_its_own() -> None:
    """What an earlier one took is not taken from the next."""

    def answer(request: Heard) -> Said:
        server.over.wait(0.4)
        return YES if len(server.heard) == 3 else _busy()

    with served(answer) as server:
        endpoint = SparqlEndpoint(server.url, timeout=1.0, patience=Patience(sleep=lambda _: None))
        assert len(list(endpoint.select("ASK {}")[1])) == 1
