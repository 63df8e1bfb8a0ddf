"""The device's clock."""

from android_env.proto.adb_pb2 import AdbRequest

from android_world.env.adb_utils import ask


def setup_datetime(env):
    ask(env, "root")
    for key in ("auto_time", "auto_time_zone"):
        put = AdbRequest.SettingsRequest.Put(key=key, value="0")
        where = AdbRequest.SettingsRequest.Namespace.GLOBAL
        env.execute_adb_call(
            AdbRequest(settings=AdbRequest.SettingsRequest(name_space=where, put=put))
        )
    ask(env, "shell", "service", "call", "alarm", "3", "s16", "UTC")


def set_datetime(env):
    ask(env, "root")
    ask(env, "shell", "date", "1015153423.00")
