"""What a phone starts with: the catalogue's defaults, and what a seed makes of them."""

import random

from devices.phone.state import catalog

__all__ = ["initial_settings", "properties"]

_FIXED = {
    # Switched by a seed, these would hide or break what the phone is for.
    ("global", "adb_enabled"), ("global", "development_settings_enabled"),
    ("global", "animator_duration_scale"), ("system", "system_locales"), ("system", "show_touches"),
    ("system", "pointer_location"), ("secure", "navigation_mode"), ("system", "font_size_step"),
    ("secure", "display_size_step"), ("secure", "lockscreen_kind"),
    ("system", "screen_off_timeout"),
}  # fmt: skip
_NAMES = ("Pixel 8", "Alex's phone", "Work phone", "Pocket", "Blue phone", "Test device")
_EXTRA = {
    "system": {"font_scale": "1.0", "time_12_24": "12"},
    "secure": {
        "android_id": "5f2a9c01d3e8b746", "user_setup_complete": "1",
        "default_input_method": "com.fingertip.keyboard/.Keyboard",
        "enabled_input_methods": "com.fingertip.keyboard/.Keyboard:com.android.adbkeyboard/.AdbIME",
    },
    "global": {
        "device_provisioned": "1", "window_animation_scale": "1",
        "transition_animation_scale": "1", "animator_duration_scale": "1",
    },
}  # fmt: skip


def initial_settings(seed: int) -> dict[str, dict[str, str]]:
    """Namespace -> key -> value; seed 0 is the plain phone (light theme, Wi-Fi off)."""
    values = catalog.setting_defaults()
    for ns, extra in _EXTRA.items():
        values[ns].update(extra)
    if seed == 0:
        return values
    rng = random.Random(f"settings {seed}")
    for row in catalog.rows():
        roll, pick = rng.random(), rng.random()
        if not row.key or (row.ns, row.key) in _FIXED:
            continue
        if row.kind == "switch" and roll < 0.4:
            values[row.ns][row.key] = row.off if row.is_on(row.default) else row.on
        elif row.kind == "slider":
            values[row.ns][row.key] = str(row.low + round(pick * (row.high - row.low)))
        elif row.kind == "choice" and roll < 0.5:
            values[row.ns][row.key] = row.choices[int(pick * len(row.choices))].value
    wide = values["global"]
    wide["device_name"] = wide["bluetooth_name"] = rng.choice(_NAMES)
    values["secure"]["bluetooth_name"] = wide.pop("bluetooth_name")
    wide["airplane_mode_on"] = "1" if rng.random() < 0.12 else "0"
    wide["wifi_on"] = "1" if rng.random() < 0.5 else "0"
    return values


def properties(size: tuple[int, int], density: int) -> dict[str, str]:
    """What `getprop` tells of a phone of this size."""
    return {
        "ro.build.version.sdk": "35",
        "ro.build.version.release": "15",
        "ro.build.version.codename": "REL",
        "ro.build.version.incremental": "1",
        "ro.build.version.security_patch": "2026-10-05",
        "ro.build.id": "FT1A.261005.001",
        "ro.build.display.id": "FT1A.261005.001",
        "ro.build.type": "userdebug",
        "ro.build.tags": "dev-keys",
        "ro.build.characteristics": "emulator",
        "ro.build.fingerprint":
            "fingertip/sdk_gphone_x86_64/generic_x86_64:15/FT1A.261005.001/1:userdebug/dev-keys",
        "ro.product.brand": "fingertip",
        "ro.product.manufacturer": "Fingertip",
        "ro.product.model": "sdk_gphone_x86_64",
        "ro.product.name": "sdk_gphone_x86_64",
        "ro.product.device": "generic_x86_64",
        "ro.product.board": "fingertip",
        "ro.product.cpu.abi": "x86_64",
        "ro.product.cpu.abilist": "x86_64",
        "ro.product.locale": "en-US",
        "ro.hardware": "fingertip",
        "ro.serialno": "FINGERTIP",
        "ro.kernel.qemu": "1",
        "ro.boot.qemu": "1",
        "ro.secure": "0",
        "ro.debuggable": "1",
        "ro.adb.secure": "0",
        "ro.sf.lcd_density": str(density),
        "ro.surface_flinger.max_graphics_width": str(size[0]),
        "ro.surface_flinger.max_graphics_height": str(size[1]),
        "persist.sys.timezone": "UTC",
        "persist.sys.locale": "en-US",
        "sys.boot_completed": "1",
        "dev.bootcomplete": "1",
        "init.svc.bootanim": "stopped",
        "init.svc.adbd": "running",
        "service.bootanim.exit": "1",
        "gsm.operator.alpha": "Fingertip Mobile",
        "gsm.sim.state": "LOADED",
        "net.bt.name": "Android",
    }  # fmt: skip
