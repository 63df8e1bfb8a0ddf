"""The teacher reaches goals on the real phone by touch alone, from wherever it is."""

import random

import pytest

from agent import actions as act
from agent.pocket.direct import DirectPhone
from agent.pocket.goals import Goal, all_goals
from agent.pocket.oracle import next_move
from agent.pocket.questions import SCREEN
from agent.pocket.studio import Studio

MOST_STEPS = 20


def _solve(phone: DirectPhone, goal: Goal) -> list[str]:
    done: list[str] = []
    for _ in range(MOST_STEPS):
        move = next_move(goal, phone.view(), SCREEN, done)
        done.append(move.summary)
        assert move.action is not None
        if isinstance(move.action, act.Finish):
            return done
        phone.perform(move.action)
    pytest.fail(f"{goal.title} was not reached: {done}")


def test_it_turns_wifi_on(studio: Studio) -> None:
    phone = DirectPhone(studio)
    goal = next(goal for goal in all_goals(studio.catalogue) if goal.title == "Wi-Fi" and goal.on)
    studio.state.settings.put("global", "wifi_on", "0")
    _solve(phone, goal)
    assert phone.is_on(goal.key)


@pytest.mark.parametrize("kind", ["app", "page", "switch"])
def test_it_reaches_goals_from_anywhere(studio: Studio, kind: str) -> None:
    phone, chance = DirectPhone(studio), random.Random(kind)
    goals = [goal for goal in all_goals(studio.catalogue) if goal.kind == kind]
    for goal in chance.sample(goals, 3):
        studio.redecorate()
        studio.go_somewhere()
        _solve(phone, goal)
        if kind == "switch":
            assert phone.is_on(goal.key) == goal.on
        elif kind == "page":
            assert studio.state.activities.foreground().route == goal.route
        else:
            assert studio.state.activities.foreground().package == goal.key


def test_the_same_seed_draws_the_same_pictures(tmp_path_factory: pytest.TempPathFactory) -> None:
    drawn = []
    for name in ("first", "second"):
        studio = Studio(tmp_path_factory.mktemp(name) / "root", 41)
        drawn.append([(picture.tobytes(), view) for picture, view in studio.pictures(4)])
        studio.close()
    assert [view for _, view in drawn[0]] == [view for _, view in drawn[1]]
    assert drawn[0][0][0] == drawn[1][0][0]
