"""Measurements of the harvest on the real PostgreSQL, Redis and Solr. `./dev bench` runs them."""
