"""Android's own commands over the phone's state: shapes that clients parse, both directions."""

# ruff: noqa: E501, ISC004 - tables, one row a line

import dataclasses
import re

import pytest

# fmt: off
ROWS = [
    # settings and switches
    ("settings get global no_such_key", r"null\n"),
    ("settings put system x 'a b'; settings get --user 0 system x; settings delete system x; settings get system x",
     r"a b\nDeleted 1 rows\nnull\n"),
    ("settings delete system none", r"Deleted 0 rows\n"),
    ("settings list global | grep ^wifi_on", r"wifi_on=[01]\n"),
    ("svc wifi enable; settings get global wifi_on; svc wifi disable; settings get global wifi_on", r"1\n0\n"),
    ("svc bluetooth disable; settings get global bluetooth_on; cmd bluetooth_manager enable;"
     " settings get global bluetooth_on", r"0\n1\n"),
    ("svc power stayon true; settings get global stay_on_while_plugged_in", r"7\n"),
    ("cmd wifi set-wifi-enabled enabled; cmd wifi status | head -1", r"Wifi is enabled\n"),
    ("cmd connectivity airplane-mode enable; cmd connectivity airplane-mode; settings get global airplane_mode_on;"
     " cmd connectivity airplane-mode disable", r"enabled\n1\n"),
    ("cmd uimode night yes; cmd uimode night; cmd uimode night no", r"Night mode: yes\nNight mode: yes\nNight mode: no\n"),
    # activities
    ("am start -n com.android.settings/.Settings", r"Starting: Intent \{ cmp=com\.android\.settings/\.Settings \}\n"),
    ("am start -W -n com.android.settings/.Settings",
     r"Starting: .*\nStatus: ok\nLaunchState: \w+\nActivity: com\.android\.settings/\.Settings\nTotalTime: \d+\nWaitTime: \d+\nComplete\n"),
    ("am start -a android.settings.WIFI_SETTINGS >/dev/null; am stack list | grep -E visible=true",
     r"  taskId=\d+: com\.android\.settings/com\.android\.settings\.Settings bounds=.* userId=0 visible=true "
     r"visibleRequested=true topActivity=ComponentInfo\{com\.android\.settings/com\.android\.settings\.Settings\}\n"),
    ("am start -n com.android.settings/.Settings >/dev/null; am force-stop com.android.settings; dumpsys window | grep mCurrentFocus",
     r"  mCurrentFocus=Window\{[0-9a-f]+ u0 com\.google\.android\.apps\.nexuslauncher/\S+\}\n"),
    ("am start -a android.intent.action.VIEW -d https://example.org >/dev/null; dumpsys activity top | grep ACTIVITY",
     r"  ACTIVITY com\.android\.chrome/\S+ [0-9a-f]+ pid=\d+\n"),
    ("am start -a android.intent.action.MAIN -c android.intent.category.HOME >/dev/null; dumpsys activity activities | grep mResumedActivity",
     r"  mResumedActivity: ActivityRecord\{[0-9a-f]+ u0 com\.google\.android\.apps\.nexuslauncher/\S+ t1\}\n"),
    ("monkey -p com.google.android.deskclock -c android.intent.category.LAUNCHER 1 | head -1; dumpsys window | grep -c 'mFocusedApp.*deskclock'",
     r"Events injected: 1\n1\n"),
    ("am get-current-user; am broadcast -a no.such", r"0\nBroadcasting: Intent \{ act=no\.such flg=0x400000 \}\nBroadcast completed: result=0\n"),
    ("am broadcast -a clipper.set -e text 'hi there' >/dev/null; am broadcast -a clipper.get | tail -1",
     r'Broadcast completed: result=-1, data="hi there"\n'),
    ("am broadcast -a android.intent.action.AIRPLANE_MODE --ez state true >/dev/null; settings get global airplane_mode_on;"
     " am broadcast -a android.intent.action.AIRPLANE_MODE --ez state false > /dev/null", r"1\n"),
    # packages
    ("pm list packages | sort -u | head -1", r"package:ca\.zgrs\.clipper\n"),
    ("pm list packages -3", r"package:ca\.zgrs\.clipper\npackage:com\.simplemobiletools\.smsmessenger\npackage:net\.gsantner\.markor\n"),
    ("pm path com.android.settings; pm list users | head -1; pm has-feature android.hardware.wifi", r"package:/\S+\.apk\nUsers:\ntrue\n"),
    ("pm clear com.google.android.calculator; pm grant com.android.settings android.permission.CAMERA", r"Success\n"),
    ("pm uninstall com.android.settings || true; pm uninstall none || true", r"Failure \[DELETE_FAILED_\w+\]\nFailure \[\w+\]\n"),
    ("cmd package resolve-activity --brief com.android.settings | tail -1", r"com\.android\.settings/\.Settings\n"),
    ("cmd package query-activities --components -a android.intent.action.MAIN -c android.intent.category.LAUNCHER | head -1",
     r"com\.android\.settings/\.Settings\n"),
    ("cmd package query-activities -a android.intent.action.MAIN | grep -A2 name=.*PeopleActivity | grep packageName",
     r"  packageName=com\.google\.android\.contacts\n"),
    ("dumpsys package com.android.settings | grep -E 'version(Name|Code)|pkgFlags|signatures|InstallTime|lastUpdate' | wc -l", r"6\n"),
    # dumps
    ("dumpsys window | grep mCurrentRotation; dumpsys input | grep -c 'logicalFrame=\\[0, 0, 1080, 2400\\]'", r"\s+mCurrentRotation=ROTATION_0\n1\n"),
    ("dumpsys display | grep -c orientation=0; dumpsys SurfaceFlinger --display-id", r"[1-9]\nDisplay \d+ .*\n"),
    ("dumpsys power | grep mHoldingDisplaySuspendBlocker; dumpsys battery | grep level", r"\s+mHoldingDisplaySuspendBlocker=true\n\s+level: 85\n"),
    ("dumpsys battery set level 7; dumpsys battery | grep level; dumpsys battery set level 85", r"  level: 7\n"),
    ("dumpsys telephony.registry | grep mCallState; dumpsys -l | grep -c window", r"    mCallState=0\n1\n"),
    ("dumpsys activity recents | grep -o 'id=[0-9]*' | head -1", r"(id=\d+\n)?"),
    # the rest
    ("wm size; wm density; wm size 540x1200; wm size; wm size reset; wm size | wc -l",
     r"Physical size: 1080x2400\nPhysical density: 420\nPhysical size: 1080x2400\nOverride size: 540x1200\n1\n"),
    ("getprop ro.product.model; getprop no.such; setprop debug.a b; getprop debug.a; getprop | grep -c boot_completed",
     r"sdk_gphone_x86_64\n\nb\n1\n"),
    ("ime list -s; ime set com.android.adbkeyboard/.AdbIME; settings get secure default_input_method; ime reset | tail -1",
     r"(\S+\n)+Input method com\.android\.adbkeyboard/\.AdbIME selected for user #0\ncom\.android\.adbkeyboard/\.AdbIME\nNewly .*\n"),
    ("content query --uri content://settings/system --where \"name='screen_brightness'\" --projection name:value",
     r"Row: 0 name=screen_brightness, value=\d+\n"),
    ("content insert --uri content://settings/secure --bind name:s:q --bind value:i:4; settings get secure q;"
     " content delete --uri content://settings/secure --where \"name='q'\"; settings get secure q", r"4\nnull\n"),
    ("content query --uri content://sms/sent | head -1; content query --uri content://contacts/phones/ --projection display_name:number | head -1",
     r"Row: 0 _id=\d+, thread_id=\d+, address=.+, date=\d+, .*body=.+, service_center=.*\nRow: 0 display_name=.+, number=.+\n"),
    ("date 101515342023.05; date; date +%s; date '+%Y-%m-%d %H:%M'",
     r"(Sun Oct 15 15:34:05 UTC 2023\n){2}1697384045\n2023-10-15 15:34\n"),
    ("service call alarm 3 s16 UTC; service check window; bugreportz -v 2>&1", r"Result: Parcel\(.*\)\nService window: found\n1\.1\n"),
    ("whoami; id -u; uname; which ls; which screenrecord || echo none", r"root\n0\nLinux\n/system/bin/ls\nnone\n"),
    ("pidof com.android.systemui; ps -e | head -1; ps -A -o PID,NAME | grep -c systemui", r"\d+\nUSER .* NAME\n1\n"),
    ("ifconfig wlan0 | grep -o 'inet addr:[0-9.]* '; ip addr show dev wlan0 | grep -o 'inet [0-9.]*/'", r"inet addr:[\d.]+ \ninet [\d.]+/\n"),
    ("log -t mine hello; logcat -d -s mine | tail -1; logcat -c; logcat -d | wc -l", r".* I mine: hello\n1\n"),
    ("restorecon -R /sdcard; chcon u:r:x /sdcard; appops set com.android.settings WRITE_SETTINGS allow; chown root /sdcard", r""),
    ("cmd statusbar expand-notifications; dumpsys window | grep -o NotificationShade | head -1; cmd statusbar collapse", r"NotificationShade\n"),
    ("cmd notification post -t Title tag body >/dev/null; cmd notification list | head -1", r"0\|com\.android\.shell\|\d+\|null\|10100\n"),
    ("cmd display get-displays | head -1; cmd -l | grep -c package; cmd overlay list | wc -l", r"Displays:\n1\n3\n"),
]
# fmt: on


@pytest.mark.parametrize(("command", "shape"), ROWS, ids=[row[0][:60] for row in ROWS])
def test_shapes(shared_shell, command, shape):
    printed = shared_shell.out(command)

    assert re.fullmatch(shape, printed), printed


# fmt: off
FAILING = [
    ("am start -n no.such/.App", "Error: Activity class {no.such/no.such.App} does not exist."),
    ("am start -a no.such.ACTION", "Error: Activity not started, unable to resolve Intent"),
    ("am start", "Error"),
    ("am nonsense", "Unknown command: nonsense"),
    ("am start -n nonsense", "Bad component name"),
    ("pm path no.such", ""),
    ("pm nonsense", "Unknown command"),
    ("cmd nonsense", "Can't find service: nonsense"),
    ("settings get nowhere x", "Invalid namespace 'nowhere'"),
    ("settings put global x", "Bad arguments"),
    ("settings frobnicate global", "Unknown command"),
    ("svc wifi sideways", "usage"),
    ("ime set no.such/.Ime", "Unknown input method no.such/.Ime"),
    ("wm size 0x0", "bad size"),
    ("wm density 100", "fixed"),
    ("content query --uri nonsense", "Invalid URI"),
    ("content query --uri content://none/x", "Error while accessing provider:none"),
    ("setprop ro.product.model x", "failed to set property"),
    ("input tap 1", "Invalid arguments"),
    ("input tap 1 x", "Invalid arguments"),
    ("input keyevent NONSENSE", "unknown key code"),
    ("input", "Usage: input"),
    ("input text é", "java.lang.NullPointerException"),
    ("input tap 1 1", "this phone has no screen"),
    ("app_process / x", "runs no native programs"),
    ("date 99", "bad date '99'"),
    ("mount -o rw /", "Operation not permitted"),
    ("am instrument x", "INSTRUMENTATION_FAILED"),
]
# fmt: on


@pytest.mark.parametrize(("command", "said"), FAILING, ids=[row[0] for row in FAILING])
def test_failures(shared_shell, command, said):
    answer = shared_shell(command)

    assert answer.status != 0
    assert said in answer.err


def test_a_missing_service_is_said_but_is_no_failure(shared_shell):
    answer = shared_shell("dumpsys nonsense")

    assert answer.err == "Can't find service: nonsense\n"
    assert answer.status == 0


def test_streaming_an_apk_ends_with_a_line_of_failure(shared_shell):
    answer = shared_shell("cmd package 'install' -S 5", b"12345")

    assert answer.out.startswith("Failure [INSTALL_FAILED")


def test_the_clock_is_the_phones(shell):
    shell.out("date @1000000000")

    assert abs(shell.state.clock.now() - 1_000_000_000) < 30


@pytest.mark.parametrize("when", ["@999999999999", "9999-12-31 23:59:59", "1969-12-31"])
def test_a_time_that_no_calendar_shows_is_refused(shell, when):
    before = shell.state.clock.now()
    done = shell(f"date -s '{when}'")
    assert (done.status, "cannot set date" in done.err) == (1, True)
    assert abs(shell.state.clock.now() - before) < 60


def test_clearing_the_contacts_provider_empties_it(shell):
    assert shell.out("pm clear com.android.providers.contacts") == "Success\n"
    assert shell.state.contacts.list() == ()
    assert shell.out("content query --uri content://contacts/phones/") == "No result found.\n"


def test_a_database_that_is_another_is_an_error_of_the_provider(shell):
    path = "/data/data/com.android.providers.contacts/databases/contacts2.db"
    shell.out(f"sqlite3 {path} 'DROP VIEW view_contacts'")
    done = shell("content query --uri content://contacts/people; echo alive")
    assert done.out == "alive\n"
    assert "Error while accessing provider:contacts: no such table: view_contacts" in done.err


def test_a_pattern_finds_texts_of_several_lines(shell):
    bind = '--bind address:s:24273 --bind "body:s:first\nsecond"'
    shell.out(f"content insert --uri content://sms/inbox {bind}")
    found = shell.out("content query --uri content://sms --where \"body LIKE '%first%second%'\"")
    assert "24273" in found


def test_what_is_kept_nowhere_can_be_deleted_and_not_added_to(shell):
    done = shell("content delete --uri content://call_log/calls")
    assert (done.status, done.out) == (0, "")
    refused = shell("content insert --uri content://call_log/calls --bind number:s:1")
    assert (refused.status, "insert is not supported" in refused.err) == (1, True)


def test_messages_are_put_in_changed_and_removed_by_content(shell):
    shell.out("pm clear com.android.providers.telephony")
    assert shell.out("content query --uri content://sms") == "No result found.\n"
    shell.out(
        "content insert --uri content://sms/inbox --bind address:s:+16505550100 "
        "--bind 'body:s:Hi: you, a=b' --bind date:l:1697384000000"
    )
    shell.out("content insert --uri content://sms/sent --bind address:s:24273 --bind body:s:code")
    wanted = "--projection address:body:date:type:read"
    assert shell.out(f"content query --uri content://sms/inbox {wanted}") == (
        "Row: 0 address=+16505550100, body=Hi: you, a=b, date=1697384000000, type=1, read=0\n"
    )
    shell.out('content update --uri content://sms --bind read:i:1 --where "type=1"')
    assert shell.state.messages.conversations()[1].unread == 0
    threads = shell.out("content query --uri content://mms-sms/conversations")
    assert "snippet=Hi: you, a=b" in threads
    shell.out("content delete --uri content://sms --where \"address='24273'\"")
    assert [c.address for c in shell.state.messages.conversations()] == ["+16505550100"]
    refused = shell("content insert --uri content://sms --bind colour:s:red")
    assert (refused.status, "no such column" in refused.err) == (1, True)


def test_removing_every_recent_task_leaves_the_launcher(shell):
    shell.out("am start -n com.android.settings/.Settings; monkey -p com.android.chrome 1")
    tasks = shell.out("dumpsys activity recents | grep -o ' id=[0-9]*' | cut -d= -f2").split()
    for task in tasks:
        shell.out(f"am stack remove {task}")

    assert len(tasks) == 2
    assert [task.task_id for task in shell.state.activities.tasks()] == [1]


def test_reboot_is_the_phones_own(shell):
    asked = []
    services = dataclasses.replace(shell.services, reboot=lambda: asked.append(1))
    type(shell)(services)("reboot; svc power reboot")

    assert asked == [1, 1]
