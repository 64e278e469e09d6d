"""How much of a document is read at the most. Real catalogues hold a tenth of it or less."""

from __future__ import annotations

from ckan.plugins.toolkit import _

from ...language import number

#: Statements in a document.
MAX_STATEMENTS = 1_000_000
#: Seconds to read it.
MAX_SECONDS = 300
#: Terms in all contexts of a JSON-LD document; rdflib copies them for every context that is inside
#: another one.
MAX_TERMS = 100_000
#: Levels of lists and objects in JSON.
MAX_DEPTH = 100

#: Statements about one dataset, its parts included.
MAX_STATEMENTS_OF_ONE = 20_000
#: Characters in them.
MAX_CHARACTERS_OF_ONE = 5_000_000
#: Characters in those of all datasets of a document, which may refer to the same parts.
MAX_CHARACTERS_OF_ALL = 300_000_000
#: Datasets of a document that cannot be read, before it is given up.
MAX_UNREADABLE = 20


class TooLarge(ValueError):
    """There is more than is read, or it takes longer."""


def too_slow(seconds: float) -> TooLarge:
    message = _("it takes more than {seconds} seconds to read the document")
    return TooLarge(message.format(seconds=number(seconds)))


def too_many(maximum: int) -> TooLarge:
    message = _("the document holds more than {maximum} statements")
    return TooLarge(message.format(maximum=number(maximum)))
