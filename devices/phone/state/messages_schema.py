"""The tables of Android's telephony provider that this phone has.

Names, column order and numbers follow `MmsSmsDatabaseHelper` and `Telephony.TextBasedSmsColumns` of
the Android Open Source Project; MMS, which nothing here could send, is left out.
"""

__all__ = ["COLUMNS", "INBOX", "PATH", "SCHEMA", "SENT"]

PATH = "/data/data/com.android.providers.telephony/databases/mmssms.db"

INBOX, SENT = 1, 2
"""MESSAGE_TYPE_INBOX and MESSAGE_TYPE_SENT."""

COLUMNS = (
    "_id", "thread_id", "address", "person", "date", "date_sent", "protocol", "read", "status",
    "type", "reply_path_present", "subject", "body", "service_center", "locked", "sub_id",
    "error_code", "creator", "seen",
)  # fmt: skip
"""Of the table `sms`."""

# A thread is kept in step with its messages by triggers, whoever writes the messages.
SCHEMA = """
CREATE TABLE IF NOT EXISTS android_metadata (locale TEXT);
CREATE TABLE IF NOT EXISTS canonical_addresses (
  _id INTEGER PRIMARY KEY AUTOINCREMENT, address TEXT);
CREATE TABLE IF NOT EXISTS threads (
  _id INTEGER PRIMARY KEY AUTOINCREMENT, date INTEGER DEFAULT 0, message_count INTEGER DEFAULT 0,
  recipient_ids TEXT, snippet TEXT, snippet_cs INTEGER DEFAULT 0, read INTEGER DEFAULT 1,
  archived INTEGER DEFAULT 0, type INTEGER DEFAULT 0, error INTEGER DEFAULT 0,
  has_attachment INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS sms (
  _id INTEGER PRIMARY KEY, thread_id INTEGER, address TEXT, person INTEGER, date INTEGER,
  date_sent INTEGER DEFAULT 0, protocol INTEGER, read INTEGER DEFAULT 0,
  status INTEGER DEFAULT -1, type INTEGER, reply_path_present INTEGER, subject TEXT, body TEXT,
  service_center TEXT, locked INTEGER DEFAULT 0, sub_id INTEGER DEFAULT -1,
  error_code INTEGER DEFAULT -1, creator TEXT, seen INTEGER DEFAULT 0);
CREATE INDEX IF NOT EXISTS typeThreadIdIndex ON sms (type, thread_id);
CREATE TRIGGER IF NOT EXISTS sms_update_thread_on_insert AFTER INSERT ON sms BEGIN
  UPDATE threads SET date = NEW.date, snippet = NEW.body, read = min(read, NEW.read),
    message_count = (SELECT count(*) FROM sms WHERE thread_id = NEW.thread_id)
  WHERE _id = NEW.thread_id;
END;
CREATE TRIGGER IF NOT EXISTS sms_update_thread_read_on_update AFTER UPDATE OF read ON sms BEGIN
  UPDATE threads SET read = (SELECT min(read) FROM sms WHERE thread_id = NEW.thread_id)
  WHERE _id = NEW.thread_id;
END;
CREATE TRIGGER IF NOT EXISTS sms_update_thread_on_delete AFTER DELETE ON sms BEGIN
  UPDATE threads SET
    message_count = (SELECT count(*) FROM sms WHERE thread_id = OLD.thread_id),
    (date, snippet) = (SELECT coalesce(max(date), 0), body FROM sms WHERE thread_id = OLD.thread_id)
  WHERE _id = OLD.thread_id;
END;
"""
