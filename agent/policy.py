"""Dialect x model x history -> Decision."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from agent.errors import UnknownDialect
from agent.protocols import Dialect, Model
from agent.types import Decision, DeviceInfo, Observation, Step

__all__ = ["Policy", "dialect_name"]


def dialect_name(model: Model, wanted: str | None = None) -> str:
    """``wanted``, else what the checkpoint says. Raises ``UnknownDialect`` if neither does."""
    name = wanted or model.dialect
    if name is None:
        raise UnknownDialect(
            f"how to speak to {model.name} is not known", hint="add --dialect, e.g. qwen2.5-vl"
        )
    return name


@dataclass(frozen=True)
class Policy:
    """Asks ``model`` in ``dialect`` what to do next on the device that ``device`` describes."""

    model: Model
    dialect: Dialect
    device: DeviceInfo
    seed: int | None = None
    temperature: float | None = None
    """None: what the dialect asks for."""
    max_tokens: int | None = None
    on_text: Callable[[str], None] | None = None
    held: bool = True
    """Whether replies are held to the dialect's grammar."""

    def decide(
        self,
        goal: str,
        history: Sequence[Step],
        observation: Observation,
        notes: Sequence[str] = (),
    ) -> Decision:
        """One reply, parsed. Raises ``ModelError``; a reply that cannot be used says why itself."""
        seen = self.model.geometry(observation.size)
        space = self.dialect.space(observation.size, seen)
        prompt = self.dialect.prompt(
            goal, history, observation, seen=seen, device=self.device, notes=notes
        )
        prompt = replace(
            prompt,
            seed=self.seed,
            max_tokens=prompt.max_tokens if self.max_tokens is None else self.max_tokens,
            grammar=prompt.grammar if self.held else "",
            temperature=prompt.temperature if self.temperature is None else self.temperature,
        )
        reply = self.model.generate(prompt, self.on_text)
        decision = self.dialect.parse(reply.text, space, observation)
        error = decision.error
        if error and reply.finish == "length":
            error = f"{error} (the reply was cut off after {reply.tokens_out} tokens)"
        return decision.model_copy(
            update={
                "raw": reply.text,
                "error": error,
                "tokens_in": reply.tokens_in,
                "tokens_out": reply.tokens_out,
                "prompt": prompt.digest,
                "seen": seen,
                "space": space.space,
            }
        )
