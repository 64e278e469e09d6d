"""One field of the form: how it is asked, what stands in it and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .. import profile, vocabulary
from ..profile import Field
from . import choices

# Longer lists are searched by typing, shorter ones are picked from.
_SHORT = 30
# A text that may be longer than this is written in a box of several lines.
_ONE_LINE = 1000
_WIDGETS = {
    "uri": "url",
    "email": "email",
    "date": "date",
    "boolean": "checkbox",
    "integer": "number",
    "number": "number",
    "tags": "tags",
}
_STORED_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(T00:00:00)?", re.ASCII)
_STORED_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?", re.ASCII)
# The keywords are asked for as CKAN asks for tags: in one line.
TAGS = "tag_string"


def widget(field: Field) -> str:
    """How a field is asked; each has a macro of this name in ``donl/form/widgets.html``."""
    if field.value_list:
        values = vocabulary.get(field.value_list)
        if len(values) > _SHORT:
            return "tree" if any(entry.parent for entry in values) else "search"
        return "checkboxes" if field.multiple else "select"
    if field.type == "text" and (field.max_length or 0) > _ONE_LINE:
        return "textarea"
    return _WIDGETS.get(field.type, "text")


@dataclass(frozen=True)
class Control:
    """A field in a form that is filled in.

    :param prefix: what stands before its name, for a field of a distribution
    :param values: what stands in it, as texts: one for every input of a repeatable field
    :param errors: sentences that begin with the field's label
    :param lang: language of the reader
    """

    field: Field
    prefix: str
    values: tuple[str, ...]
    errors: tuple[str, ...]
    lang: str

    @property
    def widget(self) -> str:
        kind = widget(self.field)
        # An input of one line would lose the line breaks of a text that came by the API.
        return "textarea" if kind == "text" and any("\n" in text for text in self.values) else kind

    @property
    def name(self) -> str:
        return TAGS if self.field.type == "tags" else self.prefix + self.field.name

    @property
    def id(self) -> str:
        return f"field-{self.prefix}{self.field.name}"

    @property
    def error_id(self) -> str:
        return f"error-{self.prefix}{self.field.name}"

    @property
    def label(self) -> str:
        return self.field.label(self.lang)

    @property
    def help(self) -> str:
        return self.field.help(self.lang)

    @property
    def required(self) -> bool:
        """Whether it cannot be left empty."""
        return self.field.mandatory and not self.field.follows

    @property
    def followed(self) -> Field | None:
        """The field of the dataset whose value it takes when it is left empty."""
        return profile.DATASET[self.field.follows] if self.field.follows else None

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def inputs(self) -> tuple[str, ...]:
        """What stands in the inputs of a repeatable field, with an empty one to add a value."""
        return (*self.values, "") if self.field.multiple else (self.value,)

    @property
    def options(self) -> dict[str, str]:
        """What can be picked: texts by URI."""
        return choices.texts(str(self.field.value_list), self.lang)

    @property
    def tree(self) -> Sequence[Any]:
        return choices.tree(str(self.field.value_list))

    @property
    def suggestions(self) -> list[str]:
        """What may have been meant by a text that its list does not have."""
        if not self.errors or self.widget != "search" or self.value in ("", *self.options.values()):
            return []
        return choices.close_to(str(self.field.value_list), self.value, self.lang)

    @property
    def given(self) -> bool:
        """Whether there is anything in it to see: a value or an error."""
        return bool(self.errors or any(self.values))


def control(
    field: Field, values: Mapping[str, Any], errors: Mapping[str, Any], lang: str, prefix: str = ""
) -> Control:
    """A field with what was stored or typed in it.

    :param values: of a dataset or a distribution: stored ones, or those of :func:`posted.package`
    :param errors: of that dataset or distribution, as in CKAN's ``ValidationError``
    """
    texts: tuple[str, ...]
    if field.type == "tags":
        texts = (str(values.get(TAGS) or ""),)
        faults = sentences([errors.get("tags"), errors.get(TAGS)])
    else:
        texts = tuple(_text(field, value, lang) for value in _listed(values.get(field.name)))
        faults = sentences(errors.get(field.name))
        if field.follows and not texts:
            faults = ()  # those of the field that it follows
    return Control(
        field, prefix, texts, tuple(choices.in_words(fault, lang) for fault in faults), lang
    )


def sentences(errors: Any) -> tuple[str, ...]:
    """All sentences in a value of CKAN's error dict, each once."""
    if isinstance(errors, Mapping):
        errors = list(errors.values())
    if isinstance(errors, (list, tuple)):
        return tuple(dict.fromkeys(found for part in errors for found in sentences(part)))
    return (str(errors),) if errors else ()


def _listed(value: Any) -> Sequence[Any]:
    if value is None or value == "":
        return ()
    return value if isinstance(value, list) else (value,)


def _text(field: Field, value: Any, lang: str) -> str:
    if isinstance(value, bool):
        return "true" if value else ""
    text = str(value)
    if widget(field) == "search":
        return choices.text_of(str(field.value_list), text, lang)
    if field.type == "date" and (day := _STORED_DATE.fullmatch(text)):
        return day[1]
    return text


def date_type(value: str) -> str:
    """The kind of input that can show a date: a picker of days, of moments for one with a time, and
    a plain one for what is no date, so that its writer sees what was typed."""
    if not value or _STORED_DATE.fullmatch(value):
        return "date"
    return "datetime-local" if _STORED_MOMENT.fullmatch(value) else "text"
