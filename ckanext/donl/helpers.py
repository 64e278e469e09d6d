"""What templates may call."""

from __future__ import annotations

from ckanext.donl import profile, vocabulary

__all__ = ["donl_fields", "donl_vocabulary_label"]


def donl_fields(cls: str) -> list[profile.Field]:
    """The fields of a class (``dataset`` or ``distribution``) in the order of the form."""
    return [field for field in profile.FIELDS if field.cls == cls]


def donl_vocabulary_label(list_name: str, uri: str) -> str:
    """The label of a concept in the language of the reader; the URI itself when it is unknown."""
    return vocabulary.get(list_name).label(uri, profile.current_language())
