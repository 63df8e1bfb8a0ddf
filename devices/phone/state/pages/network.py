"""Network & internet, Connected devices."""

from devices.phone.state.pages.rows import choice, header, info, link, page, switch, text

__all__ = ["PAGES"]

PAGES = (
    page("network", "Network & internet", "网络和互联网", (
        link("Internet", "互联网", "network/internet", icon="wifi"),
        link("Calls & SMS", "通话和短信", "network/calls", "Phone, text messages", "电话、短信", icon="phone-outline"),
        link("SIMs", "SIM 卡", "network/sims", "Fingertip Mobile", icon="sim-outline"),
        switch("Airplane mode", "飞行模式", "global:airplane_mode_on", 0, icon="airplane"),
        link("Hotspot & tethering", "热点和网络共享", "network/hotspot", "Off", "已关闭", icon="access-point"),
        link("Data Saver", "流量节省程序", "network/data_saver", icon="leaf"),
        link("VPN", "VPN", "network/vpn", "None", "无", icon="vpn"),
        choice("Private DNS", "私人 DNS", "global:private_dns_mode", "opportunistic", (
            ("off", "Off", "关闭"), ("opportunistic", "Automatic", "自动"), ("hostname", "Provider hostname", "提供商主机名")), icon="dns-outline"),
    ), actions=("WIRELESS_SETTINGS",), activity=".Settings$NetworkDashboardActivity"),
    page("network/internet", "Internet", "互联网", (
        switch("Wi-Fi", "WLAN", "global:wifi_on", 0, also_on=("2",), icon="wifi"),
        link("Network preferences", "网络偏好设置", "network/internet/preferences", "Wi-Fi turns back on automatically", "WLAN 自动重新开启", icon="cog-outline"),
        info("Saved networks", "已保存的网络", "3 networks", "3 个网络", icon="content-save-outline"),
        info("Non-carrier data usage", "非运营商流量使用量", "2.31 GB used", "已使用 2.31 GB", icon="chart-timeline-variant"),
    ), actions=("WIFI_SETTINGS", "NETWORK_PROVIDER_SETTINGS"), activity=".Settings$WifiSettingsActivity"),
    page("network/internet/preferences", "Network preferences", "网络偏好设置", (
        switch("Turn on Wi-Fi automatically", "自动开启 WLAN", "global:wifi_wakeup_enabled", 1, "Near saved networks", "在已保存的网络附近"),
        switch("Notify for public networks", "有可用公共网络时通知", "global:wifi_networks_available_notification_on", 1, "When a good one is near", "附近有优质网络时"),
        switch("Allow WEP networks", "允许 WEP 网络", "secure:wep_allowed", 0, "An older, less secure kind", "较旧且安全性较低"),
        switch("Switch to mobile data automatically", "自动切换到移动数据网络", "global:network_avoid_bad_wifi", 1, "When Wi-Fi is poor", "WLAN 信号较差时"),
    ), actions=("WIFI_IP_SETTINGS",)),
    page("network/calls", "Calls & SMS", "通话和短信", (
        switch("Wi-Fi calling", "WLAN 通话", "global:wfc_ims_enabled", 0, "Call over Wi-Fi", "通过 WLAN 拨打电话"),
        switch("RTT calls", "RTT 通话", "secure:rtt_calling_mode", 0, "Text during a call", "通话时收发文字"),
        switch("Spam protection", "垃圾信息防护", "secure:spam_call_protection", 1),
    )),
    page("network/sims", "SIMs", "SIM 卡", (
        switch("Mobile data", "移动数据", "global:mobile_data", 1, "Use the mobile network", "使用移动网络"),
        switch("Roaming", "漫游", "global:data_roaming", 0, "Connect to data abroad", "漫游时连接到数据网络"),
        switch("Allow 2G", "允许使用 2G", "global:allow_2g", 0, "Older and less secure", "较旧且安全性较低"),
        switch("4G calling", "4G 通话", "global:volte_vt_enabled", 1, "Improve voice calls", "改善语音通话质量"),
        choice("Preferred network type", "首选网络类型", "global:preferred_network_mode", "33", (
            ("33", "5G (recommended)", "5G（推荐）"), ("9", "LTE", "LTE"), ("3", "3G", "3G"))),
        info("Mobile network operator", "手机网络运营商", "Fingertip Mobile"),
    ), actions=("DATA_ROAMING_SETTINGS", "NETWORK_OPERATOR_SETTINGS")),
    page("network/hotspot", "Hotspot & tethering", "热点和网络共享", (
        switch("Wi-Fi hotspot", "WLAN 热点", "global:tether_wifi_on", 0, "Share this phone's internet", "共享手机的互联网连接", icon="access-point"),
        switch("USB tethering", "USB 网络共享", "global:tether_usb_on", 0, icon="usb"),
        switch("Bluetooth tethering", "蓝牙网络共享", "global:tether_bluetooth_on", 0, icon="bluetooth"),
        text("Hotspot name", "热点名称", "global:wifi_ap_ssid", "AndroidAP_4821", icon="form-textbox"),
        switch("Turn off hotspot automatically", "自动关闭热点", "global:soft_ap_timeout_enabled", 1, "If no devices are connected", "没有设备连接时", icon="timer-off-outline"),
        switch("Extend compatibility", "扩大兼容性", "global:soft_ap_compatibility", 0, "Helps older devices find it", "帮助旧设备找到此热点", icon="devices"),
    ), actions=("TETHER_SETTINGS", "WIFI_TETHER_SETTINGS")),
    page("network/data_saver", "Data Saver", "流量节省程序", (
        switch("Use Data Saver", "使用流量节省程序", "global:data_saver_mode", 0, banner=True),
        info("Unrestricted data", "不受限的数据流量", "1 app", "1 个应用"),
    ), actions=("DATA_SAVER_SETTINGS",)),
    page("network/vpn", "VPN", "VPN", (
        switch("Always-on VPN", "始终开启的 VPN", "secure:always_on_vpn_on", 0),
        switch("Block connections without VPN", "屏蔽未使用 VPN 的连接", "secure:always_on_vpn_lockdown", 0),
        info("VPN profiles", "VPN 配置", "None added", "尚未添加"),
    ), actions=("VPN_SETTINGS",)),
    page("connected", "Connected devices", "已连接的设备", (
        link("Bluetooth", "蓝牙", "connected/bluetooth", icon="bluetooth"),
        link("Connection preferences", "连接偏好设置", "connected/preferences", "NFC, cast, printing", "NFC、投放、打印", icon="cog-outline"),
        switch("Fast Pair", "快速配对", "secure:fast_pair_enabled", 1, "Nearby detection of accessories", "检测附近的配件", icon="cellphone-link"),
        switch("USB file transfer", "USB 文件传输", "global:usb_file_transfer", 0, icon="usb"),
    ), actions=("BLUETOOTH_DASHBOARD_SETTINGS",), activity=".Settings$ConnectedDeviceDashboardActivity"),
    page("connected/bluetooth", "Bluetooth", "蓝牙", (
        switch("Use Bluetooth", "使用蓝牙", "global:bluetooth_on", 1, banner=True),
        text("Device name", "设备名称", "secure:bluetooth_name", "Pixel 8", icon="form-textbox"),
        switch("Visible to other devices", "对其他设备可见", "secure:bluetooth_discoverable", 0, icon="eye-outline"),
        info("Pair new device", "与新设备配对", "Nothing found nearby", "附近未找到设备", icon="plus"),
        header("Saved devices", "已保存的设备"),
        info("Kitchen speaker", "厨房音箱", "Not connected", "未连接", icon="speaker"),
        info("Headphones 300", "耳机 300", "Not connected", "未连接", icon="headphones"),
    ), actions=("BLUETOOTH_SETTINGS",), activity=".Settings$BluetoothSettingsActivity"),
    page("connected/preferences", "Connection preferences", "连接偏好设置", (
        switch("NFC", "NFC", "global:nfc_on", 1, "Contactless payments and tags", "感应式付款和标签", icon="nfc"),
        switch("Require unlock for NFC", "必须解锁才能使用 NFC", "secure:nfc_secure", 1, icon="lock-outline"),
        switch("Wireless display", "无线显示", "global:wifi_display_on", 0, icon="cast"),
        switch("Print service", "打印服务", "secure:print_service_on", 1, icon="printer-outline"),
        switch("Ultra-wideband", "超宽带", "global:uwb_enabled", 1, "Finds devices close to you", "识别附近的设备", icon="signal-variant"),
        switch("Android Auto wireless", "无线 Android Auto", "global:android_auto_wireless", 0, icon="car"),
    ), actions=("NFC_SETTINGS", "CAST_SETTINGS", "ACTION_PRINT_SETTINGS")),
)  # fmt: skip
