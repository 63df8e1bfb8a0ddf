"""For people who write drivers, models and dialects: a fake device, and what theirs must pass.

``check_device(device)``, ``check_model(model)`` and ``check_dialect(dialect)`` raise
``ConformanceError`` with every law that is broken; Fingertip's own pass the same.
"""

from agent.testing.conformance import ConformanceError, check_device, check_dialect, check_model
from agent.testing.device import FakeDevice, FakeScreen, paint, switch_phone

__all__ = [
    "ConformanceError",
    "FakeDevice",
    "FakeScreen",
    "check_device",
    "check_dialect",
    "check_model",
    "paint",
    "switch_phone",
]
