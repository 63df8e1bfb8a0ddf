"""Sound & vibration, Display, Wallpaper & style, Notifications."""

from devices.phone.state.pages.rows import choice, header, link, page, slider, switch

__all__ = ["PAGES"]

_TONES = (
    ("Eastern Sky", "东方天空"), ("Flutey Phone", "长笛"), ("Pixie Dust", "精灵尘"),
    ("Spaceship", "飞船"), ("Chimey Phone", "钟琴"),
)  # fmt: skip
_SOUNDS = (("Popcorn", "爆米花"), ("Doorbell", "门铃"), ("Ping", "叮"), ("Raindrop", "雨滴"))

PAGES = (
    page("sound", "Sound & vibration", "声音和振动", (
        slider("Media volume", "媒体音量", "system:volume_music_speaker", 9, 0, 25, icon="music-note"),
        slider("Call volume", "通话音量", "system:volume_voice_earpiece", 4, 1, 7, icon="phone-outline"),
        slider("Ring volume", "铃声音量", "system:volume_ring_speaker", 5, 0, 7, icon="bell-ring-outline"),
        slider("Notification volume", "通知音量", "system:volume_notification_speaker", 5, 0, 7, icon="bell-outline"),
        slider("Alarm volume", "闹钟音量", "system:volume_alarm_speaker", 5, 1, 7, icon="alarm"),
        link("Do Not Disturb", "勿扰模式", "sound/dnd", icon="minus-circle-outline"),
        link("Vibration & haptics", "振动和触感反馈", "sound/haptics", icon="vibrate"),
        choice("Phone ringtone", "手机铃声", "system:ringtone_name", "Eastern Sky", tuple((en, en, zh) for en, zh in _TONES), icon="music-clef-treble"),
        choice("Default notification sound", "默认通知提示音", "system:notification_sound_name", "Popcorn", tuple((en, en, zh) for en, zh in _SOUNDS), icon="bell-badge-outline"),
        choice("Prevent ringing", "防止响铃", "secure:volume_hush_gesture", "1", (("0", "Off", "关闭"), ("1", "Vibrate", "振动"), ("2", "Mute", "静音")), icon="volume-mute"),
        switch("Live Caption", "实时字幕", "secure:oda_enabled", 0, "Captions speech on this phone", "为手机上的语音添加字幕", icon="closed-caption-outline"),
        switch("Dial pad tones", "拨号键盘提示音", "system:dtmf_tone", 1, icon="dialpad"),
        switch("Screen locking sound", "屏幕锁定提示音", "system:lockscreen_sounds_enabled", 1, icon="lock-outline"),
        switch("Charging sounds and vibration", "充电提示音和振动", "secure:charging_sounds_enabled", 1, icon="battery-charging-outline"),
        switch("Touch sounds", "触摸提示音", "system:sound_effects_enabled", 1, icon="gesture-tap"),
        switch("Spatial audio", "空间音频", "secure:spatial_audio_enabled", 0, icon="surround-sound"),
    ), actions=("SOUND_SETTINGS",), activity=".Settings$SoundSettingsActivity"),
    page("sound/dnd", "Do Not Disturb", "勿扰模式", (
        switch("Use Do Not Disturb", "使用勿扰模式", "global:zen_mode", 0, banner=True, also_on=("2", "3")),
        switch("Allow alarms", "允许闹钟", "secure:zen_allow_alarms", 1),
        switch("Allow media sounds", "允许媒体声音", "secure:zen_allow_media", 1),
        switch("Allow repeat callers", "允许重复来电者", "secure:zen_allow_repeat_callers", 1, "If they call again within 15 minutes", "15 分钟内再次来电"),
        choice("Duration for Quick Settings", "快捷设置的持续时间", "secure:zen_duration", "0", (
            ("0", "Until turned off", "直到手动关闭"), ("60", "For one hour", "1 小时"), ("-1", "Ask every time", "每次都询问"))),
    ), actions=("ZEN_MODE_SETTINGS",)),
    page("sound/haptics", "Vibration & haptics", "振动和触感反馈", (
        switch("Use vibration & haptics", "使用振动和触感反馈", "system:vibrate_on", 1, banner=True),
        switch("Vibrate for calls", "来电时振动", "system:vibrate_when_ringing", 1),
        switch("Vibrate first then ring", "先振动后响铃", "system:apply_ramping_ringer", 0),
        switch("Touch feedback", "触感反馈", "system:haptic_feedback_enabled", 1),
        switch("Keyboard vibration", "键盘振动", "system:keyboard_vibration_enabled", 1),
    )),
    page("display", "Display", "显示", (
        slider("Brightness level", "亮度", "system:screen_brightness", 128, 1, 255, icon="brightness-6"),
        switch("Adaptive brightness", "自动调节亮度", "system:screen_brightness_mode", 0, "Adjusts to your surroundings", "根据周围环境调节", icon="brightness-auto"),
        link("Lock screen", "锁定屏幕", "display/lock", icon="cellphone-lock"),
        choice("Screen timeout", "屏幕超时", "system:screen_off_timeout", "600000", (
            ("15000", "15 seconds", "15 秒"), ("30000", "30 seconds", "30 秒"), ("60000", "1 minute", "1 分钟"), ("120000", "2 minutes", "2 分钟"),
            ("300000", "5 minutes", "5 分钟"), ("600000", "10 minutes", "10 分钟"), ("1800000", "30 minutes", "30 分钟")), icon="timer-outline"),
        switch("Dark theme", "深色主题", "secure:ui_night_mode", 0, on="2", off="1", icon="theme-light-dark"),
        choice("Dark theme schedule", "深色主题时间表", "secure:dark_theme_schedule", "none", (
            ("none", "None", "无"), ("sunset", "Sunset to sunrise", "日落到日出"), ("bedtime", "At bedtime", "就寝时间")), icon="calendar-clock"),
        link("Display size and text", "显示大小和文字", "display/text", icon="format-size"),
        link("Night Light", "夜间模式", "display/night", icon="weather-night"),
        choice("Color mode", "颜色模式", "system:display_color_mode", "3", (("0", "Natural", "自然"), ("1", "Boosted", "鲜明"), ("3", "Adaptive", "自动调节")), icon="palette-outline"),
        switch("Smooth Display", "流畅显示", "system:smooth_display", 1, "Up to 120 Hz", "最高 120 Hz", icon="animation-outline"),
        switch("Auto-rotate screen", "自动旋转屏幕", "system:accelerometer_rotation", 0, icon="screen-rotation"),
        switch("Screen attention", "屏幕感知", "secure:adaptive_sleep", 0, "Stays on while you look", "在您注视时保持亮起", icon="eye-check-outline"),
        choice("Screen saver", "屏幕保护程序", "secure:screensaver_name", "off", (("off", "Off", "关闭"), ("clock", "Clock face", "时钟"), ("photos", "Photo frame", "相框")), icon="weather-night-partly-cloudy"),
    ), actions=("DISPLAY_SETTINGS",), activity=".Settings$DisplaySettingsActivity"),
    page("display/lock", "Lock screen", "锁定屏幕", (
        switch("Always show time and info", "始终显示时间和信息", "secure:doze_always_on", 0, "Uses more battery", "会增加耗电量"),
        switch("Tap to check phone", "点按以查看手机", "secure:doze_tap_gesture", 1),
        switch("Lift to check phone", "拿起以查看手机", "secure:doze_pick_up_gesture", 1),
        switch("Wake screen for notifications", "收到通知时唤醒屏幕", "secure:doze_enabled", 0),
        switch("Show device controls", "显示设备控制", "secure:lockscreen_show_controls", 1),
        switch("Show wallet", "显示钱包", "secure:lockscreen_show_wallet", 1),
        switch("Double-line clock", "双行时钟", "secure:lockscreen_use_double_line_clock", 1),
    ), actions=("LOCK_SCREEN_SETTINGS",)),
    page("display/text", "Display size and text", "显示大小和文字", (
        slider("Font size", "字号", "system:font_size_step", 1, 0, 6),
        slider("Display size", "显示大小", "secure:display_size_step", 1, 0, 4),
        switch("Bold text", "粗体文字", "secure:bold_text", 0),
        switch("High contrast text", "高对比度文字", "secure:high_text_contrast_enabled", 0),
    )),
    page("display/night", "Night Light", "夜间模式", (
        switch("Use Night Light", "使用夜间模式", "secure:night_display_activated", 0, banner=True),
        slider("Intensity", "浓度", "secure:night_display_intensity", 40, 0, 100),
        choice("Night Light schedule", "夜间模式时间表", "secure:night_display_auto_mode", "0", (
            ("0", "None", "无"), ("1", "Custom time", "自定义时间"), ("2", "Sunset to sunrise", "日落到日出"))),
    ), actions=("NIGHT_DISPLAY_SETTINGS",)),
    page("wallpaper", "Wallpaper & style", "壁纸和样式", (
        slider("Wallpaper", "壁纸", "secure:wallpaper_number", 0, 0, 11, icon="image-outline"),
        switch("Themed icons", "主题图标", "secure:themed_icons", 0, "On the home screen", "在主屏幕上", icon="shape-outline"),
        switch("Wallpaper dimming", "壁纸变暗", "secure:wallpaper_dim", 0, "In dark theme", "在深色主题下", icon="brightness-4"),
        choice("App grid", "应用网格", "secure:launcher_columns", "4", (("3", "3 columns", "3 列"), ("4", "4 columns", "4 列"), ("5", "5 columns", "5 列")), icon="grid"),
    ), actions=("WALLPAPER_SETTINGS",)),
    page("notifications", "Notifications", "通知", (
        switch("Notification history", "通知历史记录", "secure:notification_history_enabled", 0, "Recent and snoozed ones", "近期和已延后的通知", icon="history"),
        switch("Notification dot on app icon", "应用图标上的通知圆点", "secure:notification_badging", 1, icon="circle-medium"),
        switch("Bubbles", "对话泡", "secure:notification_bubbles", 1, "Conversations float on top", "对话会浮动显示", icon="chat-outline"),
        switch("Blink light", "闪烁指示灯", "system:notification_light_pulse", 1, icon="lightbulb-outline"),
        switch("Enhanced notifications", "增强型通知", "secure:nas_enabled", 1, "Suggested actions and replies", "建议的操作和回复", icon="auto-fix"),
        switch("Flash notifications", "闪光通知", "system:camera_flash_notification", 0, icon="flash-outline"),
        header("Privacy of notifications", "通知隐私"),
        switch("Sensitive notifications", "敏感通知", "secure:lock_screen_allow_private_notifications", 1, "Show them when locked", "设备锁定时显示", icon="eye-off-outline"),
        choice("Notifications on lock screen", "锁定屏幕上的通知", "secure:lock_screen_show_notifications", "1", (("1", "Show all", "全部显示"), ("2", "Conversations only", "仅显示对话"), ("0", "Don't show any", "不显示任何通知")), icon="cellphone-message"),
    ), actions=("NOTIFICATION_SETTINGS", "ALL_APPS_NOTIFICATION_SETTINGS"), activity=".Settings$ConfigureNotificationSettingsActivity"),
)  # fmt: skip
