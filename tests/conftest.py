"""What all tests share: property tests are judged by their properties, not by a busy machine."""

from hypothesis import HealthCheck, settings

# On a loaded machine the default deadline of 200 ms fails examples that take 2 ms on an idle one.
settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60
)
settings.load_profile("house")
