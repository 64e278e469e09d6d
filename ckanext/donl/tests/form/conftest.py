"""Who fills in a form, and how it is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ckan.tests import factories

from .filled import Page


@pytest.fixture
def owner() -> dict[str, Any]:
    """A data owner, with the organisation that they edit for."""
    user = factories.UserWithToken()
    organisation = factories.Organization(users=[{"name": user["name"], "capacity": "editor"}])
    return {"organisation": organisation["id"], "headers": {"Authorization": user["token"]}}


@pytest.fixture
def send(app: Any, owner: dict[str, Any]) -> Callable[..., Any]:
    """Send the form, for a new dataset or the one with this name."""

    def post(data: dict[str, Any], name: str = "", lang: str = "") -> Any:
        path = f"{lang}/dataset/edit/{name}" if name else f"{lang}/dataset/new"
        form = {"owner_org": owner["organisation"], "private": "False", **data}
        return app.post(path, data=form, headers=owner["headers"], follow_redirects=False)

    return post


@pytest.fixture
def form_of(app: Any, owner: dict[str, Any]) -> Callable[[str], Page]:
    """The form of the dataset with this name."""

    def get(name: str) -> Page:
        return Page(app.get(f"/dataset/edit/{name}", headers=owner["headers"]).body)

    return get
