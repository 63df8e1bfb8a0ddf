"""A local checkpoint as the ``Model`` that the rest of the house knows."""

import time
from collections.abc import Callable

import torch

from agent.errors import ContextTooLong, ModelError
from agent.models.local.attention import kernel
from agent.models.local.chat import Chat, Shown
from agent.models.local.checkpoint import Checkpoint
from agent.models.local.conversation import Conversation, Question
from agent.models.local.drawing import Sampling
from agent.models.local.embedding import Embedding
from agent.models.local.engine import Engine
from agent.models.local.geometry import Geometry, read_geometry
from agent.models.local.grammar import Grammars
from agent.models.local.graphs import cuda_graph
from agent.models.local.hardware import choose_device, choose_dtype
from agent.models.local.pixels import clip_patches, packed, patches
from agent.models.local.replying import replies
from agent.models.local.text import ReplyText
from agent.models.local.vision import Visual
from agent.models.local.weights import load_tokenizer, load_weights, memory_errors
from agent.models.local.wishes import Wishes
from agent.types import Prompt, Reply, Size

__all__ = ["LocalModel", "open_checkpoint"]


class LocalModel:
    """Weights, tokenizer and picture geometry of one checkpoint. Implements ``protocols.Model``."""

    takes_clips = True
    """Whether a ``Picture`` with earlier frames is shown as a video."""

    def __init__(
        self,
        checkpoint: Checkpoint,
        engine: Engine,
        chat: Chat,
        pictures: Geometry,
        grammars: Grammars,
        dialect: str | None,
    ) -> None:
        self._checkpoint = checkpoint
        self.name = checkpoint.name
        self.dialect = dialect
        self.context = engine.context or checkpoint.context
        """Tokens that a prompt and its reply may have together."""
        self.pictures = pictures
        self.chat = chat
        self.grammars = grammars
        self.conversation = Conversation()
        """What was computed for the last prompt; the next takes over what it begins with too."""
        self._engine: Engine | None = engine

    @property
    def engine(self) -> Engine:
        if self._engine is None:
            raise ModelError(f"{self.name} was closed")
        return self._engine

    def another(self) -> "LocalModel":
        """A handle on the same weights for another episode, with a conversation of its own.

        Handles may be used by different threads: what is asked at the same time is computed in
        one pass.
        """
        return LocalModel(
            self._checkpoint, self.engine, self.chat, self.pictures, self.grammars, self.dialect
        )

    def geometry(self, size: Size) -> Size:
        """The size in pixels at which this model is shown a screen of ``size``."""
        return self.pictures.seen(size)

    def encode(self, prompt: Prompt) -> Question:
        """Token ids and pictures; patches are made when needed. Raises ``ContextTooLong``."""
        encoded = self.chat.encode(prompt)
        if len(encoded.ids) >= self.context:
            raise ContextTooLong(
                f"the prompt has {len(encoded.ids)} tokens, {self.name} takes {self.context}",
                hint="show it smaller pictures: max_pixels",
            )
        return Question(encoded.ids, tuple(self._visual(shown) for shown in encoded.shown))

    def _visual(self, shown: Shown) -> Visual:
        frames, seen, pictures = shown.frames, shown.seen, self.pictures
        still = shown.interval is None
        return Visual(
            key=f"{' '.join(frame.digest for frame in frames)} {seen} {shown.interval}",
            start=shown.start,
            tokens=pictures.tokens(seen, len(frames)),
            grid=pictures.grid(seen, len(frames)),
            patches=lambda: (
                patches(frames[0], seen, pictures)
                if still
                else clip_patches(frames, seen, pictures)
            ),
            interval=None if shown.interval is None else shown.interval * pictures.temporal,
            packed=(lambda: packed(frames[0], seen, pictures)) if still else None,
        )

    def generate(self, prompt: Prompt, on_text: Callable[[str], None] | None = None) -> Reply:
        """Continue the prompt; a stop string ends the reply and is not part of it.

        Raises ``ContextTooLong``, ``OutOfMemory``, ``ModelError`` (closed), ``ConfigError`` (the
        prompt's grammar is none).
        """
        started = time.perf_counter()
        with memory_errors(f"{self.name} was answering"):
            question = self.encode(prompt)
            budget = min(prompt.max_tokens, self.context - len(question.ids))
            text = ReplyText(self.chat.decode, prompt.stop, on_text)
            sampling = Sampling(prompt.temperature, prompt.seed)
            rules = self.grammars.rules(prompt.grammar) if prompt.grammar else None
            conversation = self.conversation
            for token in replies(self.engine, conversation, question, budget, sampling, rules):
                if text.add(token):
                    break
        said = text.finish()
        return Reply(
            text=said,
            tokens_in=len(question.ids),
            tokens_out=text.count,
            seconds=time.perf_counter() - started,
            finish="length" if text.count >= budget and not text.stopped else "stop",
        )

    def close(self) -> None:
        """Free memory. Idempotent."""
        self._engine = None
        self.conversation.forget()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()


def open_checkpoint(checkpoint: Checkpoint, wishes: Wishes) -> LocalModel:
    """Load ``checkpoint`` as ``wishes`` say. Raises as ``agent.models.local.open_model`` does."""
    pictures = read_geometry(checkpoint.folder, checkpoint.vision)
    pictures = pictures.narrowed(wishes.min_pixels, wishes.max_pixels)
    if wishes.exact is not None:
        pictures = pictures.fixed(wishes.exact)
    device = choose_device(wishes.device)
    dtype = choose_dtype(device, checkpoint.weight_bytes, wishes.dtype)
    # What is not installed is said before gigabytes are read.
    attention = kernel(wishes.attention, device, dtype)
    tokenizer = load_tokenizer(checkpoint)
    image_token = int(checkpoint.config.get("image_token_id", 151655))
    chat = Chat(
        tokenizer,
        pictures,
        image_token,
        default_system=checkpoint.default_system,
        stamped=checkpoint.stamped,
    )
    weights = load_weights(checkpoint, device, dtype, wishes)
    end = chat.end_of_turn | _end_tokens(weights.generation_config.eos_token_id)
    context = weights.config.text_config.max_position_embeddings if wishes.yarn else None
    tower = weights.model.visual
    tower.patch_embed = Embedding(tower.patch_embed, pictures)
    record = cuda_graph if device.type == "cuda" and wishes.graphs == "auto" else None
    engine = Engine(weights, end, attention=attention, context=context, record=record)
    return LocalModel(
        checkpoint,
        engine,
        chat,
        pictures,
        Grammars(tokenizer, engine.vocabulary, end),
        dialect=wishes.dialect or checkpoint.dialect(),
    )


def _end_tokens(stated: int | list[int] | None) -> frozenset[int]:
    if stated is None:
        return frozenset()
    return frozenset([stated] if isinstance(stated, int) else stated)
