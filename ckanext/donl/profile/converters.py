"""The validators of whole fields and whole packages, in the form that CKAN's schemas take.

Each gets the key, the flattened data and the errors by key, and changes data and errors in place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.model import MAX_TAG_LENGTH, MIN_TAG_LENGTH

from .. import identity
from . import validators as v
from .fields import DATASET, DISTRIBUTION, Field
from .language import current_language
from .rules import Rule, broken, distribution_key

_ = tk._

Key = tuple[Any, ...]
Data = dict[Key, Any]
Errors = dict[Key, list[str]]
Converter = Callable[[Key, Data, Errors, Any], None]
Parser = Callable[[Any], Any]

# Lists of dicts: the table says that they are there, CKAN's own sub-schemas what is in them.
_NESTED = frozenset({"tags", "distributions"})
_PARSERS: dict[str, Parser] = {
    "text": v.donl_text,
    "uri": v.donl_uri,
    "email": v.donl_email,
    "date": v.donl_date,
    "boolean": v.donl_boolean,
    "integer": v.donl_integer,
    "number": v.donl_number,
}
_EXTRAS: dict[str, Field] = {
    name: field for name, field in DATASET.items() if not field.core and field.type not in _NESTED
}
# Errors of one list: enough to repair it, not so many that nobody reads them.
_ENOUGH = 10
_KEYWORD = re.compile(rf"[\w \-.]{{{MIN_TAG_LENGTH},{MAX_TAG_LENGTH}}}")
# What PostgreSQL (NUL, lone surrogates) or XML, and so Solr, (the rest) cannot hold.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def validators_of(fields: Mapping[str, Field]) -> dict[str, list[Converter]]:
    """A schema for the fields of one class; those with a schema of CKAN's own are left out."""
    return {
        name: [tk.get_validator("ignore") if field.computed else _validator_of(field)]
        for name, field in fields.items()
        if field.type not in _NESTED
    }


def _validator_of(field: Field) -> Converter:
    """One validator for everything that the table says of a field: CKAN runs each validator of each
    field of each distribution, so one call is a third of the cost of three."""
    parse = v.donl_concept(field.value_list) if field.value_list else _PARSERS[field.type]
    read = _read_many if field.multiple else _read_one

    def validate(key: Key, data: Data, errors: Errors, context: Any) -> None:
        value = data.get(key)
        if _absent(value):
            data.pop(key, None)
            if field.default is not None:
                data[key] = field.default
            elif field.mandatory:
                errors[key].append(_labelled(field, _("a value is required")))
            return
        try:
            data[key] = read(field, parse, value)
        except _Faults as faults:
            errors[key].extend(_labelled(field, fault) for fault in faults.sentences)
        except tk.Invalid as fault:
            errors[key].append(_labelled(field, fault.error))

    return validate


class _Faults(Exception):
    """What is wrong with the values of a list."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(*sentences)
        self.sentences = sentences


def _absent(value: Any) -> bool:
    """Whether nothing was given: an empty form field, a blank string, a list of these."""
    if isinstance(value, list):
        return all(_blank(item) for item in value)
    return _blank(value)


def _blank(value: Any) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or value is tk.missing


def _labelled(field: Field, sentence: str) -> str:
    return f"{field.label(current_language())}: {sentence}"


def _read_one(field: Field, parse: Parser, value: Any) -> Any:
    if isinstance(value, list):
        raise tk.Invalid(
            _("one value is allowed, a list of {count} was given: {value}").format(
                count=len(value), value=v.shown(value)
            )
        )
    length = _length(field, value)
    if field.max_length and length > field.max_length:
        raise tk.Invalid(
            _("{value} is {length} characters long; at most {maximum} are allowed").format(
                value=v.shown(value), length=length, maximum=field.max_length
            )
        )
    return parse(value)


def _length(field: Field, value: Any) -> int:
    if not isinstance(value, str):
        return 0
    return len(value.encode("utf-8", "surrogatepass")) if field.type == "uri" else len(value)


def _read_many(field: Field, parse: Parser, value: Any) -> list[Any]:
    given = value if isinstance(value, list) else [value]
    if len(given) > field.max_items:
        raise tk.Invalid(_too_many(len(given), field.max_items))
    items: list[Any] = []
    faults: list[str] = []
    for item in given:
        if _blank(item):
            continue
        try:
            parsed = _read_one(field, parse, item)
        except tk.Invalid as fault:
            faults.append(fault.error)
            continue
        if parsed in items and not field.repeats:
            faults.append(_("{value} is given more than once").format(value=v.shown(parsed)))
        items.append(parsed)
    if faults:
        raise _Faults(faults[:_ENOUGH])
    return items


def _too_many(count: int, maximum: int) -> str:
    return _("{count} values are given; at most {maximum} are allowed").format(
        count=count, maximum=maximum
    )


def storable(key: Key, data: Data, errors: Errors, context: Any) -> None:
    """Refuses characters that the database or the search index would refuse, in every text."""
    for at, value in data.items():
        if at[0] in ("__extras", "__junk"):
            continue
        for text in _texts(value):
            found = _UNSTORABLE.search(text)
            if found:
                # CKAN has no errors for what it leaves out of a sub-schema, such as that of tags.
                errors.setdefault(at, []).append(
                    _(
                        "{field}: {value} has the character {code} at place {place}, "
                        "which cannot be stored"
                    ).format(
                        field=_name(at),
                        value=v.shown(_UNSTORABLE.sub("\ufffd", text)),
                        code=f"U+{ord(found.group()):04X}",
                        place=found.start() + 1,
                    )
                )


def _texts(value: Any) -> Iterator[str]:
    """All strings in a value, however deep: by a stack, since depth is the sender's choice."""
    stack = [value]
    while stack:
        part = stack.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, (list, tuple)):
            stack.extend(part)
        elif isinstance(part, dict):
            stack.extend(part)
            stack.extend(part.values())


def _name(key: Key) -> str:
    field = (DISTRIBUTION if key[0] == "resources" else DATASET).get(key[-1])
    return field.label(current_language()) if field else str(key[-1])


def keywords(key: Key, data: Data, errors: Errors, context: Any) -> None:
    """Takes the keywords that a form sends in one line, and refuses more than the table allows.

    In the place of CKAN's converter of ``tag_string``, which stops at the first wrong keyword.
    """
    at = ("tag_string",)
    line = data.pop(at, None)
    given = [name.strip() for name in line.split(",")] if isinstance(line, str) else []
    names = [name for name in dict.fromkeys(given) if name]
    wrong = [name for name in names if not _KEYWORD.fullmatch(name)]
    for name in wrong[:_ENOUGH]:
        sentence = _(
            "{value} is not a keyword: that is {minimum} to {maximum} letters, digits, spaces, "
            "hyphens, underscores and dots"
        ).format(value=v.shown(name), minimum=MIN_TAG_LENGTH, maximum=MAX_TAG_LENGTH)
        errors[at].append(_labelled(DATASET["tags"], sentence))
    first = 1 + max((at[1] for at in data if at[0] == "tags" and len(at) > 1), default=-1)
    if first + len(names) > DATASET["tags"].max_items:
        sentence = _too_many(first + len(names), DATASET["tags"].max_items)
        errors[at].append(_labelled(DATASET["tags"], sentence))
    elif not wrong:
        data.update({("tags", first + n, "name"): name for n, name in enumerate(names)})


def unique_identifier(key: Key, data: Data, errors: Errors, context: Any) -> None:
    """Refuses the identifier of another dataset: the same dataset, sent twice, is there once."""
    identifier = data.get(key)
    if not isinstance(identifier, str) or errors.get(key):
        return
    package = context.get("package")
    other = identity.dataset_with(identifier, but=package.id if package else None)
    if other is not None:
        sentence = _("another dataset already has this identifier")
        if not other.private or _may_see(other.id, context):
            sentence = _('the dataset "{name}" already has this identifier').format(name=other.name)
        errors[key].append(_labelled(DATASET["identifier"], sentence))


def _may_see(package_id: str, context: Any) -> bool:
    asker = {name: context[name] for name in ("user", "ignore_auth") if name in context}
    try:
        return bool(tk.check_access("package_show", asker, {"id": package_id}))
    except tk.NotAuthorized:
        return False


def alone_with_name(key: Key, data: Data, errors: Errors, context: Any) -> None:
    """Lets those wait who give a dataset the same name at the same moment, so that the validator of
    CKAN's after this one sees who was first. That one looks a wrong name up as well, and fails."""
    if errors.get(key):
        raise tk.StopOnError
    if isinstance(data.get(key), str):
        identity.wait_for(f"name:{data[key]}")


def not_uploaded(key: Key, data: Data, errors: Errors, context: Any) -> None:
    """Refuses files: the distributions of these datasets are links to the source."""
    value = data.get(key)
    if _absent(value) or not value:
        data.pop(key, None)
    elif key[-1] == "upload" or value == "upload":
        errors[key].append(
            _(
                "Files cannot be uploaded here: give the web address of the file in the field {url}"
            ).format(url=f'"{DISTRIBUTION["url"].label(current_language())}"')
        )


def media_type_to_mimetype(key: Key, data: Data, errors: Errors, context: Any) -> None:
    """Takes ``media_type``, the key of the portal's older API, for ``mimetype``."""
    mimetype = (*key[:-1], "mimetype")
    alias = data.pop((*key[:-1], "media_type"), None)
    if _absent(alias):
        return
    if _absent(data.get(mimetype)):
        data[mimetype] = alias
    elif data[mimetype] != alias:
        errors[mimetype].append(
            _labelled(
                DISTRIBUTION["mimetype"],
                _(
                    "mimetype {mimetype} and media_type {media_type} differ; give one of them"
                ).format(mimetype=v.shown(data[mimetype]), media_type=v.shown(alias)),
            )
        )


def keep_rules(rules: Sequence[Rule], fields: Mapping[str, Field]) -> Converter:
    """A converter that reports the broken ``rules`` of a dataset, or of a distribution."""

    def check(key: Key, data: Data, errors: Errors, context: Any) -> None:
        at = key[:-1]
        values = {name: data[(*at, name)] for name in fields if (*at, name) in data}
        wrong = [name for name in fields if errors.get((*at, name))]
        for name, sentence in broken(rules, values, wrong):
            errors[(*at, name)].append(sentence)

    return check


def distinct_distributions(key: Key, data: Data, errors: Errors, context: Any) -> None:
    """Refuses a distribution that is given twice."""
    found: dict[tuple[str, ...], int] = {}
    for number in sorted({at[1] for at in data if at[0] == "resources" and len(at) > 2}):
        values = {name: data.get(("resources", number, name)) for name in DISTRIBUTION}
        if not isinstance(values["url"], str):
            continue
        first = found.setdefault(distribution_key(values), number)
        if first != number:
            errors[("resources", number, "url")].append(
                _labelled(
                    DISTRIBUTION["url"],
                    _("{value} is given more than once: distribution {first} is the same").format(
                        value=v.shown(values["url"]), first=first + 1
                    ),
                )
            )


def to_extras(changetype: str) -> Converter:
    """A converter that moves all fields that CKAN does not store itself to the extras, in one pass.

    :param changetype: what the portal says of this change, whatever the supplier says
    """

    def convert(key: Key, data: Data, errors: Errors, context: Any) -> None:
        data[("changetype",)] = changetype
        index = 1 + max((at[1] for at in data if at[0] == "extras" and len(at) > 1), default=-1)
        for name in _EXTRAS:
            value = data.pop((name,), None)
            if value is None:
                continue
            data[("extras", index, "key")] = name
            data[("extras", index, "value")] = (
                value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            )
            index += 1

    return convert


def from_extras(key: Key, data: Data, errors: Errors, context: Any) -> None:
    """Moves the fields from the extras to the dataset, in one pass; other extras stay."""
    extras = [at for at in data if at[0] == "extras" and len(at) == 3]
    taken = {at[1]: data[at] for at in extras if at[2] == "key" and data[at] in _EXTRAS}
    for at in extras:
        if at[1] not in taken:
            continue
        value = data.pop(at)
        if at[2] == "value":
            field = _EXTRAS[taken[at[1]]]
            data[(field.name,)] = from_text(field, value)
    if len(taken) == sum(at[2] == "key" for at in extras):
        data[("extras",)] = []


def from_text(field: Field, text: str) -> Any:
    """A stored value; the text itself where it was stored before this extension looked at it."""
    value: Any = text
    if field.multiple or field.type in ("boolean", "integer", "number"):
        try:
            value = json.loads(text)
        except ValueError:
            value = text
    return [value] if field.multiple and not isinstance(value, list) else value
