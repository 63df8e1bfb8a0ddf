"""Several episodes at once: every thread gets its own answer, whatever the others ask."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from agent.models.local.gathering import Gathering
from agent.models.local.model import LocalModel
from agent.types import Picture
from tests.models.local.questions import chat, picture


def test_several_handles_answer_as_each_would_alone(model: LocalModel) -> None:
    """Three episodes of three steps, with pictures and histories of different length."""

    def episode(handle: LocalModel, number: int) -> list[str]:
        turns: list[Sequence[str | Picture]] = []
        told = []
        for step in range(3):
            parts = [picture(handle, number + step) for _ in range(1 + number % 2)]
            turns.append((f"episode {number}", *parts, "go on. " * number))
            told.append(handle.generate(replace(chat(*turns), max_tokens=12)).text)
            turns.append((told[-1],))
        return told

    serial = [episode(model.another(), number) for number in range(3)]
    handles = [model.another() for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(episode, handles, range(3)))
    assert together == serial


def test_a_closed_handle_leaves_the_others_open(model: LocalModel) -> None:
    first, second = model.another(), model.another()
    hello = replace(chat(["hello"]), max_tokens=12)
    wanted = first.generate(hello).text
    first.close()
    assert second.generate(hello).text == wanted


def test_what_waits_is_computed_together() -> None:
    sizes: list[int] = []
    everybody = threading.Barrier(4)

    def double(works: Sequence[int]) -> list[int]:
        sizes.append(len(works))
        return [2 * work for work in works]

    gathering = Gathering(double)

    def ask(work: int) -> list[int]:
        with gathering.joined():
            everybody.wait()
            return [gathering(work + turn) for turn in range(20)]

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, range(4)))
    assert answers == [[2 * (work + turn) for turn in range(20)] for work in range(4)]
    assert sum(sizes) == 80
    assert len(sizes) < 80


def test_one_bad_work_does_not_spoil_the_others() -> None:
    everybody = threading.Barrier(3)

    def invert(works: Sequence[int]) -> list[float]:
        return [1 / work for work in works]

    gathering = Gathering(invert)

    def ask(work: int) -> float:
        with gathering.joined():
            everybody.wait()
            return gathering(work)

    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(ask, work) for work in (1, 0, 2)]
    assert [asked[0].result(), asked[2].result()] == [1.0, 0.5]
    with pytest.raises(ZeroDivisionError):
        asked[1].result()


def test_an_interrupt_ends_the_pass_of_one_thread_only() -> None:
    everybody = threading.Barrier(3)
    interrupts = [KeyboardInterrupt()]

    def double(works: Sequence[int]) -> list[int]:
        if interrupts:
            raise interrupts.pop()
        return [2 * work for work in works]

    gathering = Gathering(double)

    def ask(work: int) -> int | str:
        with gathering.joined():
            everybody.wait()
            try:
                return gathering(work)
            except KeyboardInterrupt:
                return "interrupted"

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(ask, range(3)))
    assert answers.count("interrupted") == 1
    assert all(answer in ("interrupted", 2 * work) for work, answer in enumerate(answers))


def test_who_has_an_answer_does_not_wait_for_who_gathers_the_next_pass() -> None:
    """So whoever gathers meets all others: every pass is one of six."""
    sizes: list[int] = []
    everybody = threading.Barrier(6)

    def same(works: Sequence[int]) -> Sequence[int]:
        sizes.append(len(works))
        return works

    gathering = Gathering(same, patience=60)

    def ask(work: int) -> list[int]:
        with gathering.joined():
            everybody.wait()
            return [gathering(work) for _ in range(20)]

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(ask, range(6))) == [[work] * 20 for work in range(6)]
    assert sizes == [6] * 20
