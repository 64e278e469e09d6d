"""What the local stack starts from: `./dev` and its servers' settings."""
