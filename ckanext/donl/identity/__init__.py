"""What makes a dataset one, however many people and consumers bring it at once."""

from .locks import wait_for, wait_for_new_tags
from .names import dataset_with, free_name, unique_identifier

__all__ = ["dataset_with", "free_name", "unique_identifier", "wait_for", "wait_for_new_tags"]
