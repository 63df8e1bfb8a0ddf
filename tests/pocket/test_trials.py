"""Trials are the same each time, and held out."""

import random

from agent.pocket.goals import all_goals, phrase
from agent.pocket.phone import catalogue
from agent.pocket.phrasings import HELD_OUT, TRAINED, bare
from agent.pocket.studio import TEST_SEEDS
from agent.pocket.trials import trials


def test_the_same_seed_gives_the_same_trials() -> None:
    first, second = (list(trials(12, catalogue(), seed=3)) for _ in range(2))
    assert first == second
    assert first != list(trials(12, catalogue(), seed=4))
    assert all(trial.seed >= TEST_SEEDS for trial in first)


def test_no_template_is_in_both_splits() -> None:
    for language in ("en", "zh"):
        for key, held_out in HELD_OUT[language].items():
            trained = {template.casefold() for template in TRAINED[language][key]}
            assert not trained & {template.casefold() for template in held_out}


def test_no_sentence_of_training_is_held_out() -> None:
    goals, chance = list(all_goals(catalogue())), random.Random(9)
    goal = next(goal for goal in goals if goal.title == "Airplane mode" and goal.on)
    said = {bare(phrase(goal, catalogue(), "train", chance)) for _ in range(4000)}
    held_out = {bare(phrase(goal, catalogue(), "test", chance)) for _ in range(400)}
    assert len(said) > 300
    assert len(held_out) > 15
    assert not said & held_out


def test_training_sentences_depend_on_the_seed_only() -> None:
    goals = list(all_goals(catalogue()))
    ways = []
    for _ in range(2):
        chance = random.Random(5)
        ways.append([phrase(goals[at], catalogue(), "train", chance) for at in range(50)])
    assert ways[0] == ways[1]
