"""Virtual desktops in a state folder of the tests' own; none is left behind."""

import pytest

from devices.desktop.virtual import Desktops


@pytest.fixture(scope="module", autouse=True)
def state_home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("state")
        patch.setenv("XDG_STATE_HOME", str(folder))
        patch.setenv("A_SECRET", "of the user")
        yield folder
        for desktop in Desktops().list():
            Desktops().stop(desktop.name)


@pytest.fixture(scope="module")
def shared(state_home):
    """One desktop for the tests that leave it as it is."""
    desktop = Desktops().start(size=(640, 480), keep=False)
    yield desktop
    Desktops().stop(desktop.name)
