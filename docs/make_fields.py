"""Make ``docs/fields.md``: ``fields.template.md`` with the table of fields, its rules and types. ::

    .dev/venv/bin/python docs/make_fields.py

A test says when that is due.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from ckanext.donl import profile, vocabulary
from ckanext.donl.profile import Field

FILE = Path(__file__).with_name("fields.md")
TEMPLATE = Path(__file__).with_name("fields.template.md")

# A validator's own words are about itself.
_CONCEPT = "The URI of a value of the list that is named."
_NESTED = {
    "tags": 'A list of objects `{"name": …}`.',
    "distributions": "A list of distributions.",
}


def document() -> str:
    """The whole page."""
    parts = {
        "max_items": str(profile.DATASET["theme"].max_items),
        "dataset": "\n\n".join(_groups("Dataset", profile.DATASET)),
        "distribution": "\n\n".join(_groups("Distribution", profile.DISTRIBUTION)),
        "composites": _table(("Together", "Nederlands", "Property", "Keys"), _composites()),
        "dataset rules": _rules(profile.DATASET_RULES),
        "distribution rules": _rules(profile.DISTRIBUTION_RULES),
        "areas": _table(("`spatial_scheme`", "`spatial_value`"), _areas()),
        "closed licences": "\n".join(f"- `{uri}`" for uri in sorted(profile.CLOSED_LICENCES)),
        "types": _table(("Type", "What is accepted"), _types()),
        "lists": _table(("List", "In this portal", "Published at"), _lists()),
    }
    template = TEMPLATE.read_text("utf-8")
    return re.sub("<!-- ([a-z_ ]+) -->", lambda marker: parts[marker[1]], template)


def _groups(title: str, fields: dict[str, Field]) -> Iterator[str]:
    heads = ("Key", "Property", "Number", "Obligation", "Value", "Meaning")
    for group in profile.GROUPS.values():
        rows = [_field(field) for field in fields.values() if field.group == group.name]
        if rows:
            yield f"### {title}: {group.label_en}"
            yield f"*{group.label_nl}*"
            yield _table(heads, rows)


def _field(field: Field) -> tuple[str, ...]:
    return (
        f"`{field.name}`",
        "–" if field.property == "-" else field.property,
        field.cardinality,
        f"**{field.obligation}**" if field.mandatory else field.obligation,
        "; ".join(_value(field)),
        f"**{field.label_en}** / *{field.label_nl}*<br>{field.help_en}",
    )


def _value(field: Field) -> Iterator[str]:
    """What the table says of the values of a field, one fact after the other."""
    if field.value_list:
        title = vocabulary.get(field.value_list).title
        yield f"[{title}](#{_anchor(title)})"
    else:
        yield f"[{field.type}](#types)"
    if field.max_length and not field.value_list:
        unit = "bytes" if field.type == "uri" else "characters"
        yield f"at most {field.max_length:,} {unit}"
    if field.computed:
        yield "the portal sets it, whatever is sent"
    if field.default is not None:
        yield f"without it `{json.dumps(field.default)}`"
    if field.when:
        yield f"asked for when `{field.when.field}` is {_keys(sorted(field.when.values), ' or ')}"
    if field.follows:
        where = "the dataset's " if field.cls == "distribution" else ""
        yield f"a form that leaves it empty takes {where}`{field.follows}`"
    if field.repeats:
        yield "a value may be repeated"


def _composites() -> Iterator[tuple[str, ...]]:
    for name, part in profile.COMPOSITES.items():
        keys = [field.name for field in profile.FIELDS if field.property == name]
        yield part.label_en, part.label_nl, name, _keys(keys)


def _rules(rules: Iterable[profile.Rule]) -> str:
    return "\n".join(f"- {_keys(rule.fields)}: {_said(rule.check)}" for rule in rules)


def _areas() -> Iterator[tuple[str, ...]]:
    for scheme, name in profile.SPATIAL_LISTS.items():
        title = vocabulary.get(name).title
        yield f"`{scheme}`", f"a URI of [{title}](#{_anchor(title)})"
    for scheme, (_pattern, examples) in profile.SPATIAL_SYNTAXES.items():
        yield f"`{scheme}`", f"a text such as {_keys(examples.split(', '))}"


def _types() -> Iterator[tuple[str, ...]]:
    for name in dict.fromkeys(field.type for field in profile.FIELDS):
        if name == "concept":
            yield name, _CONCEPT
        elif name in _NESTED:
            yield name, _NESTED[name]
        else:
            yield name, _said(profile.VALIDATORS[f"donl_{name}"])


def _lists() -> Iterator[tuple[str, ...]]:
    published = vocabulary.refreshable()
    named = [field.value_list for field in profile.FIELDS if field.value_list]
    for name in dict.fromkeys([*named, *profile.SPATIAL_LISTS.values()]):
        title, address = vocabulary.get(name).title, vocabulary.published_at(name)
        yield (
            f'<a id="{_anchor(title)}"></a>{title}',
            f"`/donl/vocabulary/{name}`",
            f"[{name}.json]({address})" if name in published else "–",
        )


def _said(function: Callable[..., Any]) -> str:
    """A docstring on one line, in Markdown."""
    return re.sub(r"\s+", " ", inspect.getdoc(function) or "").replace("``", "`")


def _keys(names: Iterable[str], joint: str = ", ") -> str:
    return joint.join(f"`{name}`" for name in names)


def _anchor(title: str) -> str:
    return "list-" + re.sub(r"[^a-z0-9]+", "-", title.lower())


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


if __name__ == "__main__":
    FILE.write_text(document(), encoding="utf-8")
