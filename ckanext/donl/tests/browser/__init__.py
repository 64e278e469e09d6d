"""The portal in a real browser, as visitors, data owners and administrators see it."""
