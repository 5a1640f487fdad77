"""Documents as they go wrong in the wild: lines lost, doubled, swapped, letters dropped or slipped in."""

from __future__ import annotations

import random
from functools import cache

import orjson
import pytest
from truth import truth_cases

from lodpress.bundled import bundled_text
from lodpress.engines import oxigraph, rdflib
from lodpress.engines.oxigraph import triples_of_turtle
from lodpress.entailment import Reasoner, reference_reasoner
from lodpress.problems import InputError
from lodpress.publishing import DocumentInput, Press, ProcessedDocument, make_engines
from lodpress.serialization.turtle import ordered, turtle
from lodpress.settings import Settings

SLIPS = " []()\"'{}|:;,.-><=&#%/\\@`~\t1٣日é😀\u200f"


@cache
def _press() -> Press:
    return Press(Settings(), make_engines())


@cache
def _owlrl() -> Reasoner:
    return reference_reasoner(oxigraph.triples_of_turtle(bundled_text("ontology", "cg.ttl").encode()))


@cache
def _texts() -> tuple[str, ...]:
    found = [case.text.read_bytes() for case in truth_cases() if case.truth["language"] is not None]
    return tuple(data.decode(errors="replace") for data in found)


def _slipped(line: str, chance: random.Random) -> str:
    at = chance.randrange(len(line) + 1)
    return line[:at] + chance.choice(SLIPS) + line[at + chance.randint(0, 1) :]


def _mutated(chance: random.Random) -> str:
    """A document of the truth cases after one to six accidents."""
    lines = chance.choice(_texts()).split("\n")
    for _ in range(chance.randint(1, 6)):
        here, there = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(6):
            case 0 if len(lines) > 1:
                del lines[here]
            case 1:
                lines.insert(there, lines[here])
            case 2:
                lines[here], lines[there] = lines[there], lines[here]
            case 3:
                lines.insert(there, chance.choice(chance.choice(_texts()).split("\n")))
            case 4:
                lines[here] += lines[there]
            case _:
                lines[here] = _slipped(lines[here], chance)
    return "\n".join(lines)


def _processed(text: str) -> ProcessedDocument | None:
    try:
        return _press().process(DocumentInput("d", "d.txt", "d.txt", text.encode))
    except InputError as error:
        assert error.problems
        return None


def _assert_sound(seed: int) -> None:
    """Whatever the text: findings with places inside it, data that keeps every rule, files that read back."""
    text = _mutated(random.Random(seed))
    done = _processed(text)
    if done is None:
        return
    source = done.graph.source
    assert not [p for p in done.problems if p.code in ("shape-violation", "inconsistent")], text
    assert all(
        p.position is None or 0 <= p.position.start <= p.position.end <= len(source.text)
        for p in done.problems
    )
    mapped = done.mapped
    written = turtle(ordered(mapped.triples, mapped.ranks), mapped.base)
    assert set(triples_of_turtle(written.encode())) == set(mapped.triples)
    if seed % 10 == 0:
        data = orjson.dumps(mapped.jsonld(_press().context))
        assert rdflib.triples_of_jsonld(data) == sorted(mapped.triples)


@pytest.mark.parametrize("seed", range(0, 200, 40))
def test_mutated_documents_are_read_or_refused(seed: int) -> None:
    """Two hundred of them, in fives."""
    for each in range(seed, seed + 40):
        _assert_sound(each)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 5000, 500))
def test_many_mutated_documents_are_read_or_refused(seed: int) -> None:
    """Four thousand more."""
    for each in range(seed, seed + 500):
        _assert_sound(each)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(9000, 9020))
def test_tables_and_owlrl_entail_alike_from_mutated_documents(seed: int) -> None:
    """Twenty generated documents under the shipped ontology, to the triple."""
    found = (_processed(_mutated(random.Random(each))) for each in range(seed, seed + 10_000, 100))
    done = next(one for one in found if one)  # some are refused: then the next
    expected = _owlrl().entail(done.mapped.triples)
    assert done.inferred == expected.inferred
    assert not expected.contradictions
