"""People whom a task puts into an Android device's address book.

`content insert` cannot tell the second row of a person which id the first one got, so the rows go
into the provider's own database, which takes root; each value is quoted for SQLite. Tables: AOSP's
``ContactsDatabaseHelper``.
"""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Person"]

DATABASE = "/data/data/com.android.providers.contacts/databases/contacts2.db"

_RAW = "(SELECT max(_id) FROM raw_contacts)"


class Person(BaseModel):
    """What is known of somebody. ``name``: given name, blank, family name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    phone: str = ""
    email: str = ""
    company: str = ""
    note: str = ""

    def command(self) -> list[str]:
        """The words that store it."""
        return ["sqlite3", DATABASE, "BEGIN; " + "; ".join(self._statements()) + "; COMMIT"]

    def _statements(self) -> Iterator[str]:
        name, has_phone = _quoted(self.name), int(bool(self.phone))
        given, _, family = self.name.partition(" ")
        columns = "account_id, display_name, display_name_alt, sort_key, aggregation_needed"
        yield f"INSERT INTO raw_contacts ({columns}) VALUES (1, {name}, {name}, {name}, 0)"  # noqa: S608
        columns = "name_raw_contact_id, has_phone_number"
        yield f"INSERT INTO contacts ({columns}) VALUES ({_RAW}, {has_phone})"  # noqa: S608
        newest = "(SELECT max(_id) FROM contacts)"
        yield f"UPDATE raw_contacts SET contact_id = {newest} WHERE _id = {_RAW}"  # noqa: S608
        yield _datum("name", self.name, given, family)
        # The second column of a number and of an address is its kind: 2 mobile, 1 home.
        for kind, value, second in (
            ("phone_v2", self.phone, "2"),
            ("email_v2", self.email, "1"),
            ("organization", self.company, "1"),
            ("note", self.note, ""),
        ):
            if value:
                yield _datum(kind, value, second)


def _datum(kind: str, first: str, second: str, third: str = "") -> str:
    values = ", ".join(_quoted(value) if value else "NULL" for value in (first, second, third))
    where = f"FROM mimetypes WHERE mimetype = 'vnd.android.cursor.item/{kind}'"
    columns = "mimetype_id, raw_contact_id, data1, data2, data3"
    return f"INSERT INTO data ({columns}) SELECT _id, {_RAW}, {values} {where}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
