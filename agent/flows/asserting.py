"""Commands that look: assertions, waits, pictures, films, checks."""

from agent.flows import commands as say
from agent.flows.expressions import ExpressionError, is_true
from agent.flows.performing import perform
from agent.flows.redoing import redo
from agent.flows.stage import Stage, Unmet
from agent.registry import make_check, names
from agent.settle import settle
from agent.trajectory import png
from agent.types import Episode, Outcome, Task


@perform.register
def _visible(command: say.AssertVisible, stage: Stage) -> str:
    stage.wait_for(command.selector, stage.patience(optional=command.optional))
    return ""


@perform.register
def _not_visible(command: say.AssertNotVisible, stage: Stage) -> str:
    stage.wait_without(command.selector, stage.patience(optional=True))
    return ""


@perform.register
def _true(command: say.AssertTrue, stage: Stage) -> str:
    try:
        if not is_true(command.condition, stage.names):
            raise Unmet(f"{command.condition} is not true")
    except ExpressionError as error:
        raise Unmet(str(error)) from error
    return ""


@perform.register
def _wait_until(command: say.ExtendedWaitUntil, stage: Stage) -> str:
    seconds = command.timeout / 1000
    if command.visible is not None:
        stage.wait_for(command.visible, seconds)
    if command.not_visible is not None:
        stage.wait_without(command.not_visible, seconds)
    return ""


@perform.register
def _animation(command: say.WaitForAnimationToEnd, stage: Stage) -> str:
    settled = settle(stage.device, timeout=command.timeout / 1000)
    return "" if settled.still else f"it still moves after {command.timeout} ms"


@perform.register
def _screenshot(command: say.TakeScreenshot, stage: Stage) -> str:
    picture = png.encode(stage.device.capture())
    with stage.writing(command.path, ".png") as path:
        path.write_bytes(picture)
    return str(path)


@perform.register
def _start_recording(command: say.StartRecording, stage: Stage) -> str:
    with stage.writing(command.path, ".mp4") as path:
        path.touch()  # the film's first picture comes later, and with it what is wrong with a name
        stage.filming.start(path)
    return str(path)


@perform.register
def _stop_recording(_command: say.StopRecording, stage: Stage) -> str:
    path = stage.filming.stop()
    if path is None:
        raise Unmet("nothing is recorded: write startRecording before it")
    return str(path)


@perform.register
def _check(command: say.Check, stage: Stage) -> str:
    name = command.that.partition(":")[0].strip()
    if name in names("checks"):
        said = make_check(command.that)(stage.device, _ENDED)
        if not said.passed:
            raise Unmet(f"{said.name}: {said.why}")
        return said.why
    if stage.assistant is None:
        raise Unmet(f"only a model can say whether {command.that!r}: add --model")
    holds, why = stage.assistant.judge(command.that)
    if not holds:
        raise Unmet(f"{command.that!r} is not so: {why}")
    return why


@perform.register
def _answer(command: say.Answer, stage: Stage) -> str:
    stage.answer = command.text
    return repr(command.text)


@perform.register
def _do(command: say.Do, stage: Stage) -> str:
    memory, line = stage.memory, stage.line
    known = memory.acts(line) if memory is not None and line is not None else []
    done, lost = redo(known, stage)
    if known and not lost:
        return f"{_steps(done)}, found by anchor"
    if stage.assistant is None:
        why = f": {lost} was not found again" if lost else ""
        raise Unmet(f"only a model can {command.goal!r}{why}: add --model")
    carried = stage.assistant.carry_out(command.goal, command.max_steps)
    episode = carried.episode
    if episode.outcome is not Outcome.SUCCESS:
        raise Unmet(
            f"{command.goal!r} ended as {episode.outcome}: {episode.error or 'not reached'}"
        )
    if memory is not None and line is not None:
        memory.keep_acts(line, (*known[:done], *carried.acts))
    return f"{_steps(episode.steps)} by model"


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count} steps"


_ENDED = Episode(Task(goal="a flow"), Outcome.SUCCESS, claimed=True)
"""What a check of an episode is told where there is no episode: the flow got this far."""
