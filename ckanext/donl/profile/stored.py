"""Which stored datasets hold values that are not in their value list, or not any more."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ckan import model
from sqlalchemy import and_, select

from ckanext.donl import vocabulary

from .converters import from_text
from .fields import DATASET, DISTRIBUTION, Field
from .rules import SPATIAL_LISTS

# Rows that are in memory at a time.
_BATCH = 500


@dataclass(frozen=True)
class Unlisted:
    """A value that its value list does not have.

    :param dataset: name of the dataset
    :param field: CKAN key, of a distribution ``resources[0].format``
    :param value_list: name of the list
    :param distribution: title of the distribution, empty for a value of the dataset itself
    """

    dataset: str
    field: str
    value: str
    value_list: str
    distribution: str = ""


def unlisted(names: Collection[str] = ()) -> Iterator[Unlisted]:
    """The values of all datasets, private and draft ones too, that these lists do not have, in the
    order of the datasets' names. One pass over the database, of which a few rows are in memory.

    :param names: of value lists; all when none is given
    :raises vocabulary.UnknownList: there is no value list of such a name
    """
    wanted = {vocabulary.original(name) for name in names or vocabulary.names()}
    lists = {name: vocabulary.get(name) for name in wanted}
    dataset = None
    for row in _rows():
        if row.name != dataset:
            dataset = row.name
            stored = {**(row.extras or {}), "license_id": row.license_id}
            for field, name, value in _dataset_values(stored):
                if name in lists and value not in lists[name]:
                    yield Unlisted(row.name, field, value, name)
        if row.position is None:
            continue
        stored = {**(row.facts or {}), "format": row.format, "mimetype": row.mimetype}
        for field, name, value in _values(DISTRIBUTION, stored):
            if name in lists and value not in lists[name]:
                path = f"resources[{row.position}].{field}"
                yield Unlisted(row.name, path, value, name, row.title or "")


def _rows() -> Iterator[Any]:
    """Each dataset with each of its distributions, at least once."""
    package, resource = model.package_table.c, model.resource_table.c
    query = (
        select(
            *(package.name, package.license_id, package.extras),
            *(resource.position, resource.format, resource.mimetype),
            resource.name.label("title"),
            resource.extras.label("facts"),
        )
        .select_from(
            model.package_table.outerjoin(
                model.resource_table,
                and_(resource.package_id == package.id, resource.state == "active"),
            )
        )
        .where(package.type == "dataset", package.state != "deleted")
        .order_by(package.name, resource.position)
    )
    yield from model.Session.execute(query.execution_options(yield_per=_BATCH))


def _dataset_values(stored: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    yield from _values(DATASET, stored)
    schemes = _texts(DATASET["spatial_scheme"], stored.get("spatial_scheme"))
    places = _texts(DATASET["spatial_value"], stored.get("spatial_value"))
    for scheme, place in zip(schemes, places, strict=False):
        if scheme in SPATIAL_LISTS:
            yield "spatial_value", SPATIAL_LISTS[scheme], place


def _values(
    fields: Mapping[str, Field], stored: Mapping[str, Any]
) -> Iterator[tuple[str, str, str]]:
    """Field, list and value of each value that ought to be in a list.

    What the portal fills in itself is nobody's to repair.
    """
    for name, field in fields.items():
        if field.value_list and not field.computed:
            for text in _texts(field, stored.get(name)):
                yield name, vocabulary.original(field.value_list), text


def _texts(field: Field, stored: Any) -> list[str]:
    value = from_text(field, stored) if isinstance(stored, str) else stored
    return [str(text) for text in (value if isinstance(value, list) else [value]) if text]
