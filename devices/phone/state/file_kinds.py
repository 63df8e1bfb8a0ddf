"""What a file is, by the end of its name: its kind, and the words a file manager has for it."""

from typing import Literal

__all__ = ["FileKind", "described", "kind_of"]

FileKind = Literal["folder", "image", "video", "audio", "text", "document", "archive", "other"]

_KINDS: dict[FileKind, tuple[str, ...]] = {
    "image": ("jpg", "jpeg", "png", "gif", "webp", "bmp"),
    "video": ("mp4", "mkv", "webm", "3gp", "avi", "mov"),
    "audio": ("mp3", "wav", "ogg", "m4a", "flac", "aac", "amr"),
    "text": ("txt", "md", "csv", "log", "json", "xml", "html", "py", "gpx", "m3u", "ini", "vcf"),
    "document": ("pdf", "doc", "docx", "odt", "xls", "xlsx", "ppt", "pptx", "epub"),
    "archive": ("zip", "tar", "gz", "7z", "rar", "apk"),
}
_OF_ENDING = {ending: kind for kind, endings in _KINDS.items() for ending in endings}
_NOUNS: dict[FileKind, str] = {
    "image": "image", "video": "video", "audio": "audio", "text": "document",
    "document": "document", "archive": "archive", "other": "file",
}  # fmt: skip


def kind_of(name: str) -> FileKind:
    """The kind of a file with this name."""
    return _OF_ENDING.get(name.rpartition(".")[2].casefold(), "other")


def described(name: str, *, folder: bool) -> str:
    """As Android's Files puts it: "Folder", "TXT document", "JPG image", "File"."""
    if folder:
        return "Folder"
    stem, dot, ending = name.rpartition(".")
    noun = _NOUNS[kind_of(name)]
    return f"{ending.upper()} {noun}" if dot and stem and ending else noun.capitalize()
