"""The tables of Android's contacts provider that this phone has.

Names, column order and the numbers of the kinds follow `ContactsDatabaseHelper` and
`ContactsContract` of the Android Open Source Project; columns that nothing here could fill
(sync, sources, presence) are kept where clients select them by name, and left out elsewhere.
"""

import sqlite3

__all__ = ["EMAIL_LABELS", "MIMETYPES", "PATH", "PHONE_LABELS", "SCHEMA", "fill"]

PATH = "/data/data/com.android.providers.contacts/databases/contacts2.db"

# Their ids in the table are the positions here, counted from 1.
MIMETYPES = (
    "vnd.android.cursor.item/email_v2",
    "vnd.android.cursor.item/im",
    "vnd.android.cursor.item/nickname",
    "vnd.android.cursor.item/organization",
    "vnd.android.cursor.item/phone_v2",
    "vnd.android.cursor.item/sip_address",
    "vnd.android.cursor.item/name",
    "vnd.android.cursor.item/postal-address_v2",
    "vnd.android.cursor.item/identity",
    "vnd.android.cursor.item/photo",
    "vnd.android.cursor.item/group_membership",
    "vnd.android.cursor.item/note",
    "vnd.android.cursor.item/website",
)

# ContactsContract.CommonDataKinds.Phone.TYPE_* and .Email.TYPE_*; 0 is a label of the user's own.
PHONE_LABELS = {
    2: "Mobile", 1: "Home", 3: "Work", 12: "Main", 4: "Work Fax", 5: "Home Fax", 6: "Pager",
    7: "Other",
}  # fmt: skip
EMAIL_LABELS = {1: "Home", 2: "Work", 4: "Mobile", 3: "Other"}

SCHEMA = """
CREATE TABLE IF NOT EXISTS android_metadata (locale TEXT);
CREATE TABLE IF NOT EXISTS accounts (
  _id INTEGER PRIMARY KEY AUTOINCREMENT, account_name TEXT, account_type TEXT, data_set TEXT);
CREATE TABLE IF NOT EXISTS mimetypes (
  _id INTEGER PRIMARY KEY AUTOINCREMENT, mimetype TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS mime_type ON mimetypes (mimetype);
CREATE TABLE IF NOT EXISTS raw_contacts (
  _id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER REFERENCES accounts(_id),
  sourceid TEXT, raw_contact_is_read_only INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 1, dirty INTEGER NOT NULL DEFAULT 0,
  deleted INTEGER NOT NULL DEFAULT 0, contact_id INTEGER REFERENCES contacts(_id),
  aggregation_mode INTEGER NOT NULL DEFAULT 0, aggregation_needed INTEGER NOT NULL DEFAULT 1,
  custom_ringtone TEXT, send_to_voicemail INTEGER NOT NULL DEFAULT 0,
  starred INTEGER NOT NULL DEFAULT 0, pinned INTEGER NOT NULL DEFAULT 0,
  display_name TEXT, display_name_alt TEXT, display_name_source INTEGER NOT NULL DEFAULT 0,
  phonetic_name TEXT, phonetic_name_style TEXT, sort_key TEXT, phonebook_label TEXT,
  phonebook_bucket INTEGER, sort_key_alt TEXT);
CREATE INDEX IF NOT EXISTS raw_contacts_contact_id_index ON raw_contacts (contact_id);
CREATE TABLE IF NOT EXISTS contacts (
  _id INTEGER PRIMARY KEY AUTOINCREMENT, name_raw_contact_id INTEGER REFERENCES raw_contacts(_id),
  photo_id INTEGER, photo_file_id INTEGER, custom_ringtone TEXT,
  send_to_voicemail INTEGER NOT NULL DEFAULT 0, starred INTEGER NOT NULL DEFAULT 0,
  pinned INTEGER NOT NULL DEFAULT 0, has_phone_number INTEGER NOT NULL DEFAULT 0, lookup TEXT,
  status_update_id INTEGER, contact_last_updated_timestamp INTEGER);
CREATE TABLE IF NOT EXISTS data (
  _id INTEGER PRIMARY KEY AUTOINCREMENT, mimetype_id INTEGER NOT NULL REFERENCES mimetypes(_id),
  raw_contact_id INTEGER NOT NULL REFERENCES raw_contacts(_id),
  is_read_only INTEGER NOT NULL DEFAULT 0, is_primary INTEGER NOT NULL DEFAULT 0,
  is_super_primary INTEGER NOT NULL DEFAULT 0, data_version INTEGER NOT NULL DEFAULT 0,
  data1 TEXT, data2 TEXT, data3 TEXT, data4 TEXT, data5 TEXT, data6 TEXT, data7 TEXT, data8 TEXT,
  data9 TEXT, data10 TEXT, data11 TEXT, data12 TEXT, data13 TEXT, data14 TEXT, data15 TEXT);
CREATE INDEX IF NOT EXISTS data_raw_contact_id ON data (raw_contact_id);
CREATE INDEX IF NOT EXISTS data_mimetype_data1_index ON data (mimetype_id, data1);
CREATE TABLE IF NOT EXISTS phone_lookup (
  data_id INTEGER REFERENCES data(_id) NOT NULL,
  raw_contact_id INTEGER REFERENCES raw_contacts(_id) NOT NULL,
  normalized_number TEXT NOT NULL, min_match TEXT NOT NULL);
CREATE TRIGGER IF NOT EXISTS raw_contacts_deleted BEFORE DELETE ON raw_contacts BEGIN
  DELETE FROM data WHERE raw_contact_id = OLD._id;
  DELETE FROM contacts WHERE _id = OLD.contact_id AND
    (SELECT count(*) FROM raw_contacts WHERE contact_id = OLD.contact_id) = 1;
END;
CREATE TRIGGER IF NOT EXISTS data_deleted BEFORE DELETE ON data BEGIN
  UPDATE raw_contacts SET version = version + 1 WHERE _id = OLD.raw_contact_id;
  DELETE FROM phone_lookup WHERE data_id = OLD._id;
END;
CREATE VIEW IF NOT EXISTS view_raw_contacts AS
  SELECT raw_contacts.*, account_name, account_type, data_set
  FROM raw_contacts LEFT JOIN accounts ON raw_contacts.account_id = accounts._id;
CREATE VIEW IF NOT EXISTS view_data AS
  SELECT data._id AS _id, raw_contact_id, raw_contacts.contact_id AS contact_id, mimetype,
    is_primary, is_super_primary, data_version, data1, data2, data3, data4, data5, data6, data7,
    data8, data9, data10, data11, data12, data13, data14, data15,
    raw_contacts.display_name AS display_name, raw_contacts.starred AS starred
  FROM data JOIN mimetypes ON data.mimetype_id = mimetypes._id
    JOIN raw_contacts ON data.raw_contact_id = raw_contacts._id
  WHERE raw_contacts.deleted = 0;
CREATE VIEW IF NOT EXISTS view_contacts AS
  SELECT contacts._id AS _id, raw_contacts.display_name AS display_name,
    raw_contacts.display_name_alt AS display_name_alt, raw_contacts.sort_key AS sort_key,
    contacts.starred AS starred, contacts.has_phone_number AS has_phone_number,
    contacts.lookup AS lookup, contacts.name_raw_contact_id AS name_raw_contact_id,
    contacts.contact_last_updated_timestamp AS contact_last_updated_timestamp
  FROM contacts JOIN raw_contacts ON contacts.name_raw_contact_id = raw_contacts._id
  WHERE raw_contacts.deleted = 0;
"""


def fill(connection: sqlite3.Connection) -> None:
    """What the provider writes into a database that it has just made."""
    connection.execute("INSERT INTO android_metadata VALUES ('en_US')")
    connection.execute("INSERT INTO accounts (account_name, account_type) VALUES (NULL, NULL)")
    connection.executemany(
        "INSERT OR IGNORE INTO mimetypes (mimetype) VALUES (?)", [(name,) for name in MIMETYPES]
    )
