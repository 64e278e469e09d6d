"""Who is told of runs, and how often."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass

from ckan.plugins.toolkit import _

from .. import config

log = logging.getLogger(__name__)

ALWAYS, PROBLEMS, DIGEST, NEVER = "always", "problems", "digest", "never"
FREQUENCIES = (ALWAYS, PROBLEMS, DIGEST, NEVER)

_ADDRESS = re.compile(r"([^@\s,;:<>\"]+@[^@\s,;:<>\"]+\.[^@\s,;:<>\".]+)(?::(nl|en))?")


@dataclass(frozen=True)
class Recipient:
    """Somebody who gets mails.

    :param language: of the mails, empty for that of the portal
    """

    address: str
    language: str = ""

    @classmethod
    def parse(cls, text: str) -> Recipient:
        """From ``address`` or ``address:language``.

        :raises ValueError: it is not that
        """
        match = _ADDRESS.fullmatch(text.strip())
        if match is None:
            raise ValueError(
                _('"{text}" is not an e-mail address, with :nl or :en behind it if wanted').format(
                    text=text
                )
            )
        return cls(match[1], match[2] or "")

    @property
    def locale(self) -> str:
        """The language that the mails are in."""
        return self.language or config.mail_language()


def of_all_sources(*frequencies: str) -> list[Recipient]:
    """Who is told of the runs of all sources, when the portal's setting is one of these."""
    return parsed(config.mail_recipients()) if config.mail_frequency() in frequencies else []


def parsed(texts: Iterable[str]) -> list[Recipient]:
    """Recipients; one that is wrong costs nobody else a mail."""
    found = []
    for text in texts:
        try:
            found.append(Recipient.parse(text))
        except ValueError as error:
            log.error("A recipient of mails is wrong: %s", error)
    return found


def once(recipients: Iterable[Recipient]) -> list[Recipient]:
    """Everybody once, who may be named by a source and by the portal."""
    return list({person.address.casefold(): person for person in recipients}.values())
