"""The points of an action: one may mean a thing on the screen, the others mean places."""

from agent import actions as act
from agent.actions import Action, Pixel
from agent.types import Size

__all__ = ["SPOKEN", "aimed", "scaled", "target_of"]

SPOKEN = frozenset({"finish", "answer", "ask_user"})
"""What the loop answered to: it never reached the device and is not performed again."""


def target_of(action: Action) -> Pixel | None:
    """The pixel whose content the action is about; None: it is about no single thing.

    A swipe and a scroll move what is there, whatever it is.
    """
    match action:
        case act.Tap(at=at) | act.DoubleTap(at=at) | act.LongPress(at=at) | act.Click(at=at):
            return at
        case act.MoveCursor(to=at) | act.TypeText(at=at):
            return at
        case _:
            return None


def aimed(action: Action, at: Pixel) -> Action:
    """The same action at the pixel ``at``."""
    name = "to" if isinstance(action, act.MoveCursor) else "at"
    return action.model_copy(update={name: tuple(at)})


def scaled(action: Action, recorded: Size, size: Size) -> Action:
    """The same action on a screen of another size: a place stays where it is in proportion."""

    def there(pixel: Pixel | None) -> Pixel | None:
        if pixel is None:
            return None
        x, y = pixel
        return x * size.width // recorded.width, y * size.height // recorded.height

    match action:
        case act.Swipe() | act.Drag():
            return action.model_copy(
                update={"start": there(action.start), "end": there(action.end)}
            )
        case act.Scroll(unit="pixels"):
            amount = action.amount * size.height / recorded.height
            return action.model_copy(update={"at": there(action.at), "amount": amount})
        case act.Scroll():
            return action.model_copy(update={"at": there(action.at)})
        case _:
            return action
