"""What makes a dataset one, however many people and consumers bring it at once."""

from .locks import wait_for, wait_for_new_tags
from .names import dataset_with, free_name

__all__ = ["dataset_with", "free_name", "wait_for", "wait_for_new_tags"]
