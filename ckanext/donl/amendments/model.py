"""The table of the lines that administrators add to the mappings."""

from __future__ import annotations

from datetime import datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column


class Line(tk.BaseModel):
    """One line: it overrides the file tables of its catalogue.

    :cvar property: the field whose table it is in, ``dataset.theme``
    :cvar value: as it stands in records
    :cvar folded: the form in which values are compared
    :cvar author: name of the user who added it
    :cvar created: when, UTC without zone
    """

    __tablename__ = "donl_mapping"

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    catalogue: Mapped[str] = mapped_column(sa.Text)
    property: Mapped[str] = mapped_column(sa.Text)
    value: Mapped[str] = mapped_column(sa.Text)
    folded: Mapped[str] = mapped_column(sa.Text)
    target: Mapped[str] = mapped_column(sa.Text)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    author: Mapped[str] = mapped_column(sa.Text)
    created: Mapped[datetime] = mapped_column(sa.DateTime)
