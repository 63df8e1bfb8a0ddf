"""The tokens of a reply: greedy or drawn, free or by a grammar.

Where a grammar leaves one way to go on, the forced text is not computed token by token: it goes
into the next pass as a guess, and each of its tokens is then chosen as it would have been without
the guess, unless it can be no other. Where the choice is another one (a text may be cut into tokens
in several ways), the rest of the guess is taken back. So a guess saves passes and never changes a
token.
"""

from collections.abc import Iterator

from agent.models.local.conversation import Conversation, Question
from agent.models.local.drawing import Draw, Sampling
from agent.models.local.engine import Engine
from agent.models.local.grammar import Forced, Rules

__all__ = ["GREEDY", "replies"]

GREEDY = Sampling()


def replies(
    engine: Engine,
    conversation: Conversation,
    question: Question,
    max_tokens: int,
    sampling: Sampling = GREEDY,
    rules: Rules | None = None,
) -> Iterator[int]:
    """The tokens of a reply to ``question``, as they come, without the one that ends it.

    What ``conversation`` holds of the question already is not computed again; after each token it
    holds the question and the reply so far.
    """
    draw = Draw(sampling, engine.device)
    with engine.joined():
        rest = conversation.meet(question)
        guess, settled = _forced(rules, max_tokens)
        chunk = Question([*rest.ids, *guess], rest.visuals)
        while max_tokens > 0:
            # Nobody asks the model about tokens that can be no others.
            rows = engine.extend(conversation, chunk, len(guess) - settled + 1)
            for at in range(len(guess) + 1):
                if at < settled:
                    token = guess[at]
                else:
                    row = rows[at - settled]
                    token = draw(row if rules is None else rules.allowed(row))
                right = at < len(guess) and token == guess[at]
                if not right:
                    conversation.cut(len(conversation) - len(guess) + at)
                if token in engine.end:
                    return
                max_tokens -= 1
                if rules is not None:
                    rules.take(token)
                yield token
                if (rules is not None and rules.finished) or not max_tokens:
                    return
                if not right:
                    break
            guess, settled = _forced(rules, max_tokens - 1)
            chunk = Question([token, *guess])


def _forced(rules: Rules | None, room: int) -> Forced:
    if rules is None or room <= 0:
        return Forced([])
    tokens, settled = rules.forced()
    return Forced(tokens[:room], min(settled, room))
