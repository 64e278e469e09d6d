"""Datasets as RDF: what ckanext-dcat serialises, in the terms of DCAT-AP."""

from .profile import DonlProfile

__all__ = ["DonlProfile"]
