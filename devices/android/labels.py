"""Names that people use for packages.

A real phone does not tell labels over adb (``query-activities`` prints resource numbers), so the
applications that nearly every phone has are named here. What the phone does tell comes first.
"""

__all__ = ["LABELS"]

_SETTINGS = ("Settings", "设置", "系统设置")
_CONTACTS = ("Contacts", "People", "通讯录", "联系人")
_CLOCK = ("Clock", "Alarm", "Alarms", "时钟", "闹钟")
_CALCULATOR = ("Calculator", "计算器")
_CAMERA = ("Camera", "相机")
_PHONE = ("Phone", "Dialer", "电话", "拨号")
_CALENDAR = ("Calendar", "日历")
_FILES = ("Files", "File Manager", "文件", "文件管理")
_GALLERY = ("Gallery", "Photos", "相册", "图库")
_MESSAGES = ("Messages", "Messaging", "SMS", "短信", "信息")

LABELS: dict[str, tuple[str, ...]] = {
    "com.android.settings": _SETTINGS,
    "com.android.contacts": _CONTACTS,
    "com.google.android.contacts": _CONTACTS,
    "com.android.deskclock": _CLOCK,
    "com.google.android.deskclock": _CLOCK,
    "com.sec.android.app.clockpackage": _CLOCK,
    "com.android.calculator2": _CALCULATOR,
    "com.google.android.calculator": _CALCULATOR,
    "com.sec.android.app.popupcalculator": _CALCULATOR,
    "com.android.camera": _CAMERA,
    "com.android.camera2": _CAMERA,
    "com.google.android.GoogleCamera": _CAMERA,
    "com.sec.android.app.camera": _CAMERA,
    "com.android.dialer": _PHONE,
    "com.google.android.dialer": _PHONE,
    "com.samsung.android.dialer": _PHONE,
    "com.android.calendar": _CALENDAR,
    "com.google.android.calendar": _CALENDAR,
    "com.simplemobiletools.calendar.pro": ("Simple Calendar Pro", *_CALENDAR),
    "com.android.documentsui": _FILES,
    "com.google.android.documentsui": _FILES,
    "com.google.android.apps.nbu.files": ("Files by Google", *_FILES),
    "com.android.gallery3d": _GALLERY,
    "com.google.android.apps.photos": ("Google Photos", *_GALLERY),
    "com.sec.android.gallery3d": _GALLERY,
    "com.android.messaging": _MESSAGES,
    "com.google.android.apps.messaging": _MESSAGES,
    "com.samsung.android.messaging": _MESSAGES,
    "com.simplemobiletools.smsmessenger": ("Simple SMS Messenger", *_MESSAGES),
    "com.android.chrome": ("Chrome", "Google Chrome", "Browser", "浏览器"),
    "org.mozilla.firefox": ("Firefox",),
    "com.android.vending": ("Play Store", "Google Play", "应用商店"),
    "com.google.android.gm": ("Gmail", "Email", "邮件"),
    "com.google.android.apps.maps": ("Maps", "Google Maps", "地图"),
    "com.google.android.youtube": ("YouTube",),
    "com.google.android.keep": ("Keep", "Google Keep", "Keep Notes"),
    "com.google.android.apps.docs": ("Drive", "Google Drive"),
    "com.google.android.googlequicksearchbox": ("Google", "Assistant"),
    "net.gsantner.markor": ("Markor", "Notes", "笔记", "便签"),
    "com.android.notes": ("Notes", "便签"),
    "com.dimowner.audiorecorder": ("Audio Recorder", "Recorder", "录音机"),
    "code.name.monkey.retromusic": ("Retro Music", "Music", "音乐"),
    "org.videolan.vlc": ("VLC",),
    "org.tasks": ("Tasks",),
    "net.osmand": ("OsmAnd",),
    "com.arduia.expense": ("Pro Expense", "Expense"),
    "com.flauschcode.broccoli": ("Broccoli", "Recipes"),
    "de.dennisguse.opentracks": ("OpenTracks", "Open Tracks"),
    "net.cozic.joplin": ("Joplin",),
    "com.whatsapp": ("WhatsApp",),
    "org.telegram.messenger": ("Telegram",),
    "com.spotify.music": ("Spotify",),
    "com.tencent.mm": ("WeChat", "微信"),
    "com.tencent.mobileqq": ("QQ",),
    "com.eg.android.AlipayGphone": ("Alipay", "支付宝"),
    "com.taobao.taobao": ("Taobao", "淘宝"),
    "com.jingdong.app.mall": ("JD", "京东"),
    "com.sina.weibo": ("Weibo", "微博"),
    "tv.danmaku.bili": ("Bilibili", "哔哩哔哩", "B站"),
    "com.ss.android.ugc.aweme": ("Douyin", "抖音"),
    "com.xingin.xhs": ("Xiaohongshu", "RedNote", "小红书"),
    "com.autonavi.minimap": ("Amap", "Gaode Map", "高德地图"),
    "com.sankuai.meituan": ("Meituan", "美团"),
}
