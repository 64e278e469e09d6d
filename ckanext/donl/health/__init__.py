"""Whether the synchronisation works: its servers, its processes, and every source."""

from .heartbeat import beat, tick
from .portal import Portal, portal
from .sources import Health, of_sources

__all__ = ["Health", "Portal", "beat", "of_sources", "portal", "tick"]
