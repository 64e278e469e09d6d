"""The CKAN plugin classes. They only say what is offered; the work is in the rooms they name."""

from __future__ import annotations

import ckan.plugins as p


class DonlPlugin(p.SingletonPlugin):
    """DCAT-AP-DONL datasets in CKAN."""


class NgrHarvesterPlugin(p.SingletonPlugin):
    """Synchronises the Nationaal Georegister."""
