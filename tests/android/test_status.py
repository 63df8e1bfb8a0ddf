from devices.android.apps import in_front
from devices.android.status import Status, read_status

AWAKE = """\
  mCurrentFocus=Window{1f2 u0 com.android.settings/com.android.settings.Settings}
  mFocusedApp=ActivityRecord{3a u0 com.android.settings/.Settings t12}
    mDreamingLockscreen=false
  mWakefulness=Awake
  mHoldingDisplaySuspendBlocker=true
"""


def test_an_awake_phone():
    status = read_status(AWAKE)
    assert status == Status(
        "com.android.settings/com.android.settings.Settings", True, False, False
    )
    assert status.notes() == ()


def test_off_and_locked():
    text = "mDreamingLockscreen=true\nmWakefulness=Asleep\n"
    assert read_status(text).notes() == ("the screen is off", "the phone is locked")
    assert "screen is off" in str(read_status(text).explain_black())


def test_nothing_told_is_nothing_known():
    assert read_status("") == Status(secure=False)


def test_a_secure_window_is_named():
    text = "mCurrentFocus=Window{1 u0 bank.app/.Pin}\nmWakefulness=Awake\n fl=8 SECURE HARDWARE"
    assert "bank.app" in str(read_status(text).explain_black())
    assert read_status(text).notes(black=0.9) == (
        "a secure window hides its content: what is black cannot be seen",
    )
    assert read_status(text).notes(black=0.2) == ()


def test_short_activity_names_are_written_out():
    assert in_front("mCurrentFocus=Window{1 u0 a.b/.C}") == "a.b/a.b.C"
    assert in_front("mCurrentFocus=null\n mFocusedApp=ActivityRecord{1 u0 a.b/c.D t3}") == "a.b/c.D"
    assert in_front("mCurrentFocus=Window{1 u0 StatusBar}") == ""
