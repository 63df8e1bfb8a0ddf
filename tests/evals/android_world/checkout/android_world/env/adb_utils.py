"""Requests to the device."""

import re

from android_env.proto.adb_pb2 import AdbRequest, AdbResponse

_ACTIVITIES = {
    "camera": "com.android.camera2/com.android.camera.CameraLauncher",
    "clock": "com.google.android.deskclock/com.android.deskclock.DeskClock",
    "contacts": "com.google.android.contacts/com.android.contacts.activities.PeopleActivity",
    "files": "com.google.android.documentsui/com.android.documentsui.files.FilesActivity",
    "markor": "net.gsantner.markor/net.gsantner.markor.activity.MainActivity",
    "osmand": "net.osmand/net.osmand.plus.activities.MapActivity",
    "settings|system settings": "com.android.settings/.Settings",
    "simple sms messenger|simple sms": "com.simplemobiletools.smsmessenger"
    "/com.simplemobiletools.smsmessenger.activities.MainActivity",
}


def get_adb_activity(app):
    found = (value for key, value in _ACTIVITIES.items() if re.match(key, app.lower()))
    return next(found, None)


def ask(env, *args):
    """What a command prints; one text is split at its blanks. Raises where it was not performed."""
    args = args[0].split(" ") if len(args) == 1 else args
    request = AdbRequest(generic=AdbRequest.GenericRequest(args=args), timeout_sec=60)
    response = env.execute_adb_call(request)
    if response.status != AdbResponse.Status.OK:
        raise RuntimeError(response.error_message)
    return response.generic.output.decode()


def press(env, button):
    env.execute_adb_call(AdbRequest(press_button=AdbRequest.PressButton(button=button)))


def foreground(env):
    request = AdbRequest(get_current_activity=AdbRequest.GetCurrentActivity())
    return env.execute_adb_call(request).get_current_activity.full_activity


def launch(env, app):
    activity = get_adb_activity(app)
    if activity is None:
        ask(env, "shell", "monkey", "-p", app, "1")
        return
    start = AdbRequest.StartActivity(full_activity=activity, extra_args=[])
    env.execute_adb_call(AdbRequest(start_activity=start, timeout_sec=60))


def close(env, app):
    package = (get_adb_activity(app) or "").partition("/")[0]
    ask(env, "shell", "am", "force-stop", package)


def type_text(env, text):
    """Word by word, as theirs: blanks are ``%s``, what the shell would read is escaped."""
    for piece in re.split("( )", text):
        word = "%s" if piece == " " else re.sub(r"([\\;|`'\"&<>()#$])", r"\\\1", piece)
        if word:
            request = AdbRequest.InputText(text=word)
            env.execute_adb_call(AdbRequest(input_text=request, timeout_sec=60))
