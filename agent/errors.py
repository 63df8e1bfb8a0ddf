"""Every error that Fingertip raises on purpose, each with a hint and an exit code.

FingertipError
 ├ UsageError (2)
 │   ├ ConfigError · TaskFileError · UnknownPlugin · UnknownDevice · UnknownDialect
 ├ SetupError (3)
 │   ├ MissingDependency · MissingTool
 │   ├ DeviceError: DeviceNotFound · DeviceLost · DeviceTimeout · ActionUnsupported · ActionFailed
 │   │              CaptureFailed · TypingUnavailable · AppNotFound
 │   ├ ModelError: ModelNotFound · ModelLoadFailed · ModelTimeout · OutOfMemory · ContextTooLong
 │   │             ScriptExhausted
 │   └ StorageError: TrajectoryCorrupt · TrajectoryTooNew · StorageFull
 └ PolicyError (1; never leaves the loop)
     └ UnparseableReply · UnknownAction · ActionOutOfBounds · EmptyReply

``str(error)`` is one line that says what and why; ``error.hint`` is what to type next. Errors
never log, print or exit: the command line does, by ``exit_code``.
"""

from typing import ClassVar

__all__ = [
    "ActionFailed",
    "ActionOutOfBounds",
    "ActionUnsupported",
    "AppNotFound",
    "CaptureFailed",
    "ConfigError",
    "ContextTooLong",
    "DeviceError",
    "DeviceLost",
    "DeviceNotFound",
    "DeviceTimeout",
    "EmptyReply",
    "FingertipError",
    "MissingDependency",
    "MissingTool",
    "ModelError",
    "ModelLoadFailed",
    "ModelNotFound",
    "ModelTimeout",
    "OutOfMemory",
    "PolicyError",
    "ScriptExhausted",
    "SetupError",
    "StorageError",
    "StorageFull",
    "TaskFileError",
    "TrajectoryCorrupt",
    "TrajectoryTooNew",
    "TypingUnavailable",
    "UnknownAction",
    "UnknownDevice",
    "UnknownDialect",
    "UnknownPlugin",
    "UnparseableReply",
    "UsageError",
]


class FingertipError(Exception):
    """The root: what happened and why, with a ``hint`` that says what to type next.

    ``detail``: lines to show between the two, such as the part of a file that is wrong.
    """

    exit_code: ClassVar[int] = 4

    def __init__(self, message: str, *, hint: str = "", detail: str = "") -> None:
        super().__init__(message)
        self.hint = hint
        self.detail = detail


class UsageError(FingertipError):
    """The command, a file or a setting is wrong; running again changes nothing."""

    exit_code = 2


class ConfigError(UsageError):
    """A setting has a value that cannot be used; says who set it."""


class TaskFileError(UsageError):
    """A task file is wrong; names file, line and column."""


class UnknownPlugin(UsageError):
    """No plugin of that name is registered; suggests the nearest."""


class UnknownDevice(UsageError):
    """``--device`` names no known kind of device."""


class UnknownDialect(UsageError):
    """The model's family is not known and no ``--dialect`` says how to speak to it."""


class SetupError(FingertipError):
    """Something that the run needs is missing or broke: a device, a model, a tool, the disk."""

    exit_code = 3


class MissingDependency(SetupError):
    """An optional Python package or system library is not installed."""


class MissingTool(SetupError):
    """An external program (adb, ffmpeg...) is not to be found."""


class DeviceError(SetupError):
    """The device could not do what was asked."""


class DeviceNotFound(DeviceError):
    """No such device is attached."""


class DeviceLost(DeviceError):
    """The device was there and has gone."""


class DeviceTimeout(DeviceError):
    """The device did not answer in time."""


class ActionUnsupported(DeviceError):
    """This kind of device has no such action."""


class ActionFailed(DeviceError):
    """The device refused the action or reported an error."""


class CaptureFailed(DeviceError):
    """No usable picture: secure window, screen off, truncated data."""


class TypingUnavailable(DeviceError):
    """The text cannot be typed by any route that this device offers."""


class AppNotFound(DeviceError):
    """No installed application answers to that name."""


class ModelError(SetupError):
    """The model could not answer."""


class ModelNotFound(ModelError):
    """No checkpoint is at the given place."""


class ModelLoadFailed(ModelError):
    """The checkpoint is there but cannot be loaded."""


class ModelTimeout(ModelError):
    """The model did not answer in time."""


class OutOfMemory(ModelError):
    """The model does not fit into memory."""


class ContextTooLong(ModelError):
    """The prompt has more tokens than the model takes."""


class ScriptExhausted(ModelError):
    """A scripted model was asked for more replies than its file holds."""


class StorageError(SetupError):
    """A recording could not be written or read."""


class TrajectoryCorrupt(StorageError):
    """A recording is not what a recording looks like."""


class TrajectoryTooNew(StorageError):
    """A recording was written by a newer schema than this program knows."""


class StorageFull(StorageError):
    """The disk is full; what was recorded before is intact."""


class PolicyError(FingertipError):
    """The model's fault: told to the model, recorded on the step, never raised out of the loop."""

    exit_code = 1


class UnparseableReply(PolicyError):
    """The reply does not follow the dialect's grammar."""


class UnknownAction(PolicyError):
    """The reply is grammatical but names an action that does not exist."""


class ActionOutOfBounds(PolicyError):
    """A coordinate is far outside of the screen."""


class EmptyReply(PolicyError):
    """The model said nothing."""
