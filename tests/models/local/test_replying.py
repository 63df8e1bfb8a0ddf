"""Replies held to a grammar: valid, and token by token what masked greedy decoding says."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast

import agent.pocket
from agent.errors import ConfigError
from agent.models.local.conversation import Conversation
from agent.models.local.drawing import Draw, Sampling
from agent.models.local.grammar import Forced, Grammars, Rules
from agent.models.local.model import LocalModel
from agent.models.local.replying import replies
from tests.models.local.questions import chat, picture, plain, question

CALL = r"""
start: thought? "<tool_call>\n" call "\n</tool_call>"
thought: "Thought: " /[a-z ]{1,12}/ "\n"
call: "{\"name\": \"mobile_use\", \"arguments\": " arguments "}"
arguments: "{\"action\": \"click\", \"coordinate\": [" NUMBER ", " NUMBER "]}"
         | "{\"action\": \"system_button\", \"button\": \"" BUTTON "\"}"
NUMBER: /[1-9][0-9]{0,2}/
BUTTON: "Back" | "Home"
"""
SHAPE = re.compile(
    r"(?:Thought: [a-z ]{1,12}\n)?<tool_call>\n(\{.*\})\n</tool_call>", re.DOTALL | re.ASCII
)


def rules(model: LocalModel, grammar: str = CALL) -> Rules:
    return model.grammars.rules(grammar)


@pytest.mark.parametrize("seed", range(4))
def test_a_grammar_makes_the_action_valid(model: LocalModel, seed: int) -> None:
    prompt = replace(
        chat(["open settings", picture(model, seed)]), grammar=CALL, temperature=1.0, seed=seed
    )
    found = SHAPE.fullmatch(model.generate(prompt).text)
    assert found
    call = json.loads(found[1])
    assert call["name"] == "mobile_use"
    assert call["arguments"]["action"] in {"click", "system_button"}


@pytest.mark.parametrize("sampling", [Sampling(), Sampling(1.0, 3)], ids=["greedy", "drawn"])
def test_guessing_saves_passes_and_changes_no_token(model: LocalModel, sampling: Sampling) -> None:
    """The plain way: one full pass of transformers' own forward for each token, then the mask.

    Where the mask leaves one token, no chance is drawn.
    """
    asked = question(model)
    draw, held = Draw(sampling, model.engine.device), rules(model)
    slow: list[int] = []
    while not held.finished and len(slow) < 200:
        scores = held.allowed(plain(model, asked, slow)[-1])
        only = scores.isfinite().nonzero().flatten().tolist()
        token = only[0] if len(only) == 1 else draw(scores)
        held.take(token)
        slow.append(token)

    passes = []
    hook = model.engine.model.lm_head.register_forward_hook(lambda *_: passes.append(1))
    try:
        quick = list(replies(model.engine, Conversation(), asked, 200, sampling, rules(model)))
    finally:
        hook.remove()
    assert quick == slow
    assert len(passes) < len(slow) / 2


def test_a_wrong_guess_is_taken_back(model: LocalModel) -> None:
    """A tokenizer may cut forced text otherwise than the model likes to."""
    asked = question(model)

    class Misled(Rules):
        def forced(self) -> Forced:
            return Forced([token ^ 1 for token in super().forced().tokens])

    misled = Misled(rules(model)._matcher, model.engine.vocabulary, model.grammars._words)
    conversation = Conversation()
    first = list(replies(model.engine, conversation, asked, 200, rules=misled))
    assert first == list(replies(model.engine, Conversation(), asked, 200, rules=rules(model)))
    # What is kept holds nothing of the wrong guesses: it goes on like a fresh start.
    longer = model.encode(chat(["open settings", picture(model, 2)]))
    fresh = list(replies(model.engine, Conversation(), longer, 8))
    assert list(replies(model.engine, conversation, longer, 8)) == fresh


def test_the_number_of_tokens_is_a_limit_for_guesses_too(model: LocalModel) -> None:
    asked = question(model)
    whole = list(replies(model.engine, Conversation(), asked, 200, rules=rules(model)))
    for limit in (0, 1, 5, 30):
        cut = list(replies(model.engine, Conversation(), asked, limit, rules=rules(model)))
        assert cut == whole[:limit]


def test_a_text_that_is_no_grammar_is_refused(model: LocalModel) -> None:
    prompt = replace(chat(["open settings"]), grammar="start: (")
    with pytest.raises(ConfigError, match="no grammar"):
        model.generate(prompt)


def test_a_tokenizer_with_whole_paragraphs_for_tokens_can_be_held(model: LocalModel) -> None:
    """The pocket model's is like that."""
    backend = model.chat._tokenizer.backend_tokenizer
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=Tokenizer.from_str(backend.to_str()))
    tokenizer.add_tokens(["paragraph " * 100])
    grammars = Grammars(tokenizer, len(tokenizer), model.engine.end)
    held = grammars.rules('start: "yes" | "no"')
    allowed = held.allowed(torch.zeros(len(tokenizer)))
    said = {tokenizer.decode([token]) for token in allowed.isfinite().nonzero().flatten().tolist()}
    assert said == {"y", "n"}


def test_forced_text_may_be_cut_as_the_model_has_learned_it() -> None:
    """The pocket model's tokenizer takes ", " for one token where a number follows."""
    told = Path(agent.pocket.__file__).parent / "weights" / "tokenizer.json"
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(told))
    end = tokenizer.convert_tokens_to_ids("<|im_end|>")
    held = Grammars(tokenizer, len(tokenizer), frozenset([end])).rules(
        'start: "[" NUMBER ", " NUMBER "]"\nNUMBER: /[1-9][0-9]{0,2}/'
    )
    whole = tokenizer.encode("[500, 170]", add_special_tokens=False)
    assert [tokenizer.decode([token]) for token in whole] == ["[", "500", ", ", "170", "]"]
    for token in whole:
        assert held.allowed(torch.zeros(len(tokenizer))).isfinite()[token]
        held.take(token)


def test_the_model_is_not_asked_where_no_other_token_can_come() -> None:
    """In ``[5, 1]`` it is asked for numbers, and whether ", " is one token or two."""
    told = Path(agent.pocket.__file__).parent / "weights" / "tokenizer.json"
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(told))
    end = tokenizer.convert_tokens_to_ids("<|im_end|>")
    held = Grammars(tokenizer, len(tokenizer), frozenset([end])).rules(
        'start: "tap at [" NUMBER ", " NUMBER "]"\nNUMBER: /[1-9]/'
    )
    at_first = held.forced()
    assert at_first.settled == len(at_first.tokens) > 0
    for token in [*at_first.tokens, tokenizer.convert_tokens_to_ids("5")]:
        held.take(token)
    comma = held.forced()
    assert tokenizer.decode(comma.tokens[:1]) == ","
    assert comma.settled == 0
    # Behind the longer token the rest of the forced text is asked for anew.
    held.take(tokenizer.convert_tokens_to_ids(",Ġ"))
    assert held.forced() == Forced([])


def test_a_place_is_written_between_the_tokens_that_the_family_has(model: LocalModel) -> None:
    backend = model.chat._tokenizer.backend_tokenizer
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=Tokenizer.from_str(backend.to_str()))
    tokenizer.add_tokens(["<|box_start|>", "<|box_end|>"], special_tokens=True)
    grammars = Grammars(tokenizer, len(tokenizer), model.engine.end)
    held = grammars.rules('start: "<|box_start|>(" /[1-9]/ ")<|box_end|>"')
    whole = tokenizer.encode("<|box_start|>(1)<|box_end|>", add_special_tokens=False)
    assert len(whole) < 8
    for token in whole:
        assert held.allowed(torch.zeros(len(tokenizer))).isfinite()[token]
        held.take(token)
    assert held.finished
