"""What runs a portal, be it on a developer's machine (`docker/local`) or in containers."""
