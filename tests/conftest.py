"""What all tests share: property tests are judged by their properties, not by a busy machine."""

import gc

import pytest
from hypothesis import HealthCheck, settings

# On a loaded machine the default deadline of 200 ms fails examples that take 2 ms on an idle one.
settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60
)
settings.load_profile("house")


@pytest.fixture(scope="module", autouse=True)
def _swept():
    """What a module forgot to close is its own fault, not that of a test somewhere behind it."""
    yield
    gc.collect()
