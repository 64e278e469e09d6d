"""What a run did: written by the harvest, kept, and told to pages, commands and mails.

This room knows nothing of how a harvest works; harvesting writes into it.
"""

from .recipients import ALWAYS, DIGEST, FREQUENCIES, NEVER, PROBLEMS, Recipient

__all__ = ["ALWAYS", "DIGEST", "FREQUENCIES", "NEVER", "PROBLEMS", "Recipient"]
