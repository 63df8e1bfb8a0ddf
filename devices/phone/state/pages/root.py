"""The first page of Settings, and the pages that have no neighbourhood of their own."""

from devices.phone.state.pages.rows import choice, header, info, link, page, switch

__all__ = ["PAGES"]

ROOT = page("", "Settings", "设置", (
    link("Network & internet", "网络和互联网", "network", "Mobile, Wi-Fi, hotspot", "移动网络、WLAN、热点", icon="wifi"),
    link("Connected devices", "已连接的设备", "connected", "Bluetooth, pairing", "蓝牙、配对", icon="devices"),
    link("Apps", "应用", "apps", "Recent apps, default apps", "近期使用的应用、默认应用", icon="apps"),
    link("Notifications", "通知", "notifications", "Notification history, conversations", "通知历史记录、对话", icon="bell-outline"),
    link("Battery", "电池", "battery", icon="battery-70"),
    link("Storage", "存储", "storage", "48% used - 66.4 GB free", "已使用 48% - 还剩 66.4 GB", icon="harddisk"),
    link("Sound & vibration", "声音和振动", "sound", "Volume, haptics, Do Not Disturb", "音量、触感反馈、勿扰模式", icon="volume-high"),
    link("Display", "显示", "display", "Dark theme, font size, brightness", "深色主题、字号、亮度", icon="brightness-6"),
    link("Wallpaper & style", "壁纸和样式", "wallpaper", "Colors, themed icons, app grid", "颜色、主题图标、应用网格", icon="palette-outline"),
    link("Accessibility", "无障碍", "accessibility", "Display, interaction, audio", "显示、互动、音频", icon="human"),
    link("Security", "安全", "security", "Screen lock, device finder", "屏幕锁定、查找设备", icon="lock-outline"),
    link("Privacy", "隐私", "privacy", "Permissions, account activity", "权限、帐号活动", icon="eye-outline"),
    link("Location", "位置信息", "location", icon="map-marker-outline"),
    link("Safety & emergency", "安全和紧急情况", "safety", "Emergency SOS, medical info, alerts", "紧急求救、医疗信息、警报", icon="asterisk"),
    link("Passwords & accounts", "密码和帐号", "accounts", "Saved passwords, autofill", "已保存的密码、自动填充", icon="account-circle-outline"),
    link("Digital Wellbeing", "数字健康", "wellbeing", "Screen time, app timers", "屏幕使用时间、应用定时器", icon="heart-outline"),
    link("Google", "Google", "google", "Services & preferences", "服务和偏好设置", icon="google"),
    link("System", "系统", "system", "Languages, gestures, time, backup", "语言、手势、时间、备份", icon="information-outline"),
    link("About phone", "关于手机", "about", icon="cellphone"),
), actions=("SETTINGS",), activity=".Settings")  # fmt: skip

STORAGE = page("storage", "Storage", "存储", (
    info("Used storage", "已用空间", "61.6 GB of 128 GB used", "已使用 61.6 GB，共 128 GB", icon="chart-donut"),
    switch("Smart Storage", "智能存储", "secure:automatic_storage_manager_enabled", 0, "Free up space when storage runs low", "存储空间不足时释放空间", icon="auto-fix"),
    header("Categories", "类别"),
    info("System data", "系统数据", "21.4 GB", icon="android"),
    info("Installed apps", "已安装的应用", "18.9 GB", icon="apps"),
    info("Pictures", "图片", "9.7 GB", icon="image-outline"),
    info("Videos", "视频", "7.2 GB", icon="movie-outline"),
    info("Audio files", "音频文件", "2.8 GB", icon="music-note"),
    info("Documents", "文档", "1.6 GB", icon="file-document-outline"),
), actions=("INTERNAL_STORAGE_SETTINGS",))  # fmt: skip

BATTERY = page("battery", "Battery", "电池", (
    link("Battery Saver", "省电模式", "battery/saver", icon="battery-plus-outline"),
    link("Adaptive preferences", "自适应偏好设置", "battery/adaptive", "Adaptive Battery, charging", "自适应电池、充电", icon="auto-mode"),
    switch("Battery percentage", "电池电量百分比", "system:status_bar_show_battery_percent", 1, "Show it in the status bar", "在状态栏中显示", icon="percent-outline"),
    switch("Battery Share", "电池共享", "secure:reverse_charging_enabled", 0, "Charge other devices", "为其他设备充电", icon="battery-sync-outline"),
    info("Battery usage", "电池用量", "No unusual use in the last 24 hours", "过去 24 小时内无异常用电", icon="chart-bar"),
), actions=("BATTERY_SETTINGS",))  # fmt: skip
SAVER = page("battery/saver", "Battery Saver", "省电模式", (
    switch("Use Battery Saver", "使用省电模式", "global:low_power", 0, banner=True),
    switch("Extreme Battery Saver", "超级省电模式", "secure:extreme_battery_saver", 0, "Pauses most apps", "暂停大部分应用"),
    switch("Turn off when charged", "充满电时关闭", "global:low_power_sticky_auto_disable_enabled", 1, "When the battery reaches 90%", "电量达到 90% 时"),
    choice("Saver schedule", "省电时间表", "global:low_power_trigger_level", "0", (
        ("0", "No schedule", "无时间表"), ("10", "At 10%", "电量为 10% 时"), ("20", "At 20%", "电量为 20% 时"), ("50", "At 50%", "电量为 50% 时"))),
), actions=("BATTERY_SAVER_SETTINGS",))  # fmt: skip
ADAPTIVE = page("battery/adaptive", "Adaptive preferences", "自适应偏好设置", (
    switch("Adaptive Battery", "自适应电池", "global:adaptive_battery_management_enabled", 1, "Extends battery life", "延长电池续航时间"),
    switch("Adaptive Charging", "自适应充电", "secure:adaptive_charging_enabled", 1, "Charges slowly overnight", "夜间慢速充电"),
))  # fmt: skip

WELLBEING = page("wellbeing", "Digital Wellbeing", "数字健康", (
    info("Screen time today", "今天的屏幕使用时间", "2 hr 14 min", "2 小时 14 分钟", icon="chart-donut"),
    switch("Bedtime mode", "就寝模式", "secure:bedtime_mode", 0, "Quiet and grey at night", "夜间静音并显示为灰色", icon="bed-outline"),
    switch("Focus mode", "专注模式", "secure:focus_mode", 0, "Pauses distracting apps", "暂停会分散注意力的应用", icon="target"),
    switch("Heads Up", "注意路况", "secure:heads_up_walking", 0, "Reminds you while walking", "步行时提醒您", icon="walk"),
    switch("Unlock counter", "解锁计数", "secure:wellbeing_unlock_count", 1, icon="lock-open-outline"),
))  # fmt: skip
GOOGLE = page("google", "Google", "Google", (
    info("Signed-in account", "已登录的帐号", "alex@example.com", icon="account-circle-outline"),
    switch("Nearby Share", "附近分享", "secure:nearby_sharing_enabled", 1, "Share with devices close by", "与附近的设备分享", icon="share-variant-outline"),
    switch("Find My Device", "查找我的设备", "secure:find_my_device_enabled", 1, icon="cellphone-marker"),
    switch("Personalize ads", "个性化广告", "secure:ads_personalization", 1, icon="bullhorn-outline"),
    switch("Usage & diagnostics", "使用情况和诊断信息", "global:multi_cb", 0, "Send anonymous reports", "发送匿名报告", icon="chart-line"),
))  # fmt: skip
ACCOUNTS = page("accounts", "Passwords & accounts", "密码和帐号", (
    switch("Use autofill service", "使用自动填充服务", "secure:autofill_enabled", 1, icon="form-textbox-password"),
    switch("Automatically sync app data", "自动同步应用数据", "global:auto_sync", 1, "Apps refresh by themselves", "应用自动刷新数据", icon="sync"),
    info("Google account", "Google 帐号", "alex@example.com", icon="google"),
    info("Saved passwords", "已保存的密码", "12 passwords", "12 个密码", icon="key-outline"),
), actions=("SYNC_SETTINGS",))  # fmt: skip

PAGES = (ROOT, BATTERY, SAVER, ADAPTIVE, STORAGE, WELLBEING, GOOGLE, ACCOUNTS)
