"""What a client of adb asks and sees of an app while a finger uses it, as AndroidWorld does."""

import io
import threading

import pytest

from devices.phone.phone import Phone
from devices.phone.shell.session import ShellSession
from devices.phone.state.files import FileRoot

SMS = "/data/data/com.android.providers.telephony/databases/mmssms.db"


@pytest.fixture
def shell(hand):
    state = hand.state
    files = FileRoot(state.root, now=state.clock.now)
    services = Phone(state, hand.scene, files, lambda: None)

    def run(command):
        out, err = io.BytesIO(), io.BytesIO()
        ended = threading.Event()
        status = ShellSession(services).run(command, io.BytesIO(), out, err, cancelled=ended)
        assert (status, err.getvalue()) == (0, b""), (command, err.getvalue())
        hand.settle()
        return out.getvalue().decode()

    return run


def test_an_intent_fills_the_form_of_a_contact_that_is_then_saved(hand, shell):
    shell("pm clear com.android.providers.contacts")
    shell(
        "am start -a android.intent.action.INSERT -t vnd.android.cursor.dir/contact "
        '-e name "Ana Silva" -e phone +16505550100'
    )
    hand.tap(text="Save")
    hand.see(text="Ana Silva")
    wanted = "--projection display_name:number"
    assert shell(f"content query --uri content://contacts/phones/ {wanted}") == (
        "Row: 0 display_name=Ana Silva, number=+16505550100\n"
    )


def test_an_intent_prepares_a_text_that_is_then_sent(hand, shell):
    shell(f'sqlite3 {SMS} "DELETE FROM sms;"; sqlite3 {SMS} "DELETE FROM threads;"')
    assert shell("content query --uri content://sms/sent") == "No result found.\n"
    shell(
        "am start -a android.intent.action.SENDTO -d sms:+16505550100 "
        '--es sms_body "At noon, ok?" --ez exit_on_sent true'
    )
    hand.tap(text="SMS")
    hand.see(text="At noon, ok?", cls="android.widget.TextView")
    row = shell("content query --uri content://sms/sent")
    assert row.startswith("Row: 0 _id=")
    assert "address=+16505550100, " in row
    assert "body=At noon, ok?, service_center=" in row
    sent, now = row.split(", date=")[1].split(",")[0], int(shell("date +%s"))
    assert abs(int(sent) / 1000 - now) < 300
    front = shell("am stack list | grep -E visible=true")
    assert "topActivity=ComponentInfo{com.simplemobiletools.smsmessenger/" in front


def test_an_open_messenger_follows_a_cleared_provider(hand, shell):
    hand.open("messages")
    hand.see(text="72735")
    shell("pm clear com.android.providers.telephony")
    assert hand.see(text="No messages yet")
    shell("content insert --uri content://sms/inbox --bind address:s:24273 --bind body:s:hello")
    assert hand.see(text="hello")


def test_a_note_that_is_written_is_a_file_with_the_phones_time(hand, shell):
    shell("rm -r /storage/emulated/0/Documents/Markor/*")
    hand.open("notes")
    hand.tap(description="Create a new file")
    hand.type("plan.txt")
    hand.tap(text="OK")
    hand.type("Mañana: 早い")
    hand.tap(description="Save")
    folder = "/storage/emulated/0/Documents/Markor"
    assert shell(f"cat {folder}/plan.txt") == "Mañana: 早い"
    assert shell(f"find {folder} -mindepth 1") == f"{folder}/plan.txt\n"
    assert "2023-10-15 15:3" in shell(f"ls -ll {folder}")


def test_a_pushed_file_is_moved_by_touch(hand, shell):
    shell("rm -r /sdcard/Download/*; echo hi > /sdcard/Download/a.txt; mkdir -p /sdcard/Box")
    hand.open("files")
    hand.hold(text="a.txt")
    hand.tap(description="More options")
    hand.tap(text="Move to…")
    hand.tap(text="sdk_gphone_x86_64")
    hand.tap(text="Box")
    hand.tap(text="Move", resource_id="android:id/button1")
    found = shell("find /sdcard/Box /sdcard/Download -type f -o -type d")
    assert found.split() == ["/sdcard/Box", "/sdcard/Box/a.txt", "/sdcard/Download"]


def test_a_copied_text_is_on_the_clipboard_of_the_clipper(hand, shell):
    hand.state.messages.receive("24273", "6 Elm St, Birmingham")
    shell("am start -W -n ca.zgrs.clipper/ca.zgrs.clipper.Main")
    hand.open("messages")
    hand.tap(text="24273")
    hand.hold(text="6 Elm St, Birmingham")
    hand.tap(description="Copy")
    told = shell("am broadcast -a clipper.get").splitlines()[-1]
    assert told == 'Broadcast completed: result=-1, data="6 Elm St, Birmingham"'
