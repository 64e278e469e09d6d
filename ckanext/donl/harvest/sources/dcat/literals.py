"""What rdflib takes for the value of a literal, within bounds.

rdflib makes a value of every literal of a datatype that it knows, and writes it anew: of
``"1E1000000000"^^xsd:decimal`` a text of a billion digits, of a duration of many digits one in a
time that grows with the square of their number, and of a boolean that is none a warning with the
whole text. A literal of another form than these has no value; its text stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from rdflib import XSD, URIRef
from rdflib.term import XSDToPython, bind

# XSD allows a decimal no exponent; catalogues write a small one.
_DECIMAL = re.compile(r"\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,2})?\s*", re.IGNORECASE)
_DURATION = re.compile(r"[+-]?P(?:T?\d{1,9}(?:[.,]\d{1,9})?[YMWDHS])+")
_BOOLEAN = re.compile(r"true|false|[01]", re.IGNORECASE)
# With the type of the value, for which rdflib has a rule already.
_FORMS: dict[URIRef, tuple[re.Pattern[str], type]] = {
    XSD.decimal: (_DECIMAL, Decimal),
    XSD.duration: (_DURATION, timedelta),
    XSD.dayTimeDuration: (_DURATION, timedelta),
    XSD.yearMonthDuration: (_DURATION, timedelta),
    XSD.boolean: (_BOOLEAN, bool),
}


def bound() -> None:
    """Give rdflib the bounds. They hold for the whole process; what is a decimal, a duration or a
    boolean has the value that it always had."""
    for datatype, (form, python_type) in _FORMS.items():
        read = XSDToPython[datatype] or python_type
        bind(datatype, python_type, partial(_value, form, read))


def _value(form: re.Pattern[str], read: Callable[[str], Any], text: str) -> Any:
    """:raises ValueError: the text is of another form"""
    if not form.fullmatch(text):
        raise ValueError(text[:100])
    return read(text)
