"""What runs of a DCAT source do to the portal."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest

from demo.dcat_portal import DcatPortal, records

from .. import portal as p

pytestmark = pytest.mark.usefixtures("portal")

RECORDS = records(25)
VALID = p.valid(RECORDS)


def test_a_portal_from_its_first_run_to_its_last_dataset() -> None:
    with DcatPortal(RECORDS, page_size=10) as server:
        source = p.make_source(server.source_url, "dcat", "dcat", deletion_threshold=50)

        result = p.run(source)
        assert p.counts(result) == {"added": len(VALID), "rejected": len(RECORDS) - len(VALID)}
        assert result["alerts"] == []
        first, second = VALID[:2]
        dataset = p.dataset(first.id)
        assert dataset["identifier"] == first.id
        assert len(dataset["resources"]) == 2
        objects = len(p.objects())

        server.records = VALID
        assert p.counts(p.run(source)) == {"unchanged": len(VALID)}
        assert len(p.objects()) == objects

        # The same datasets in another format are the same datasets.
        server.format = "json-ld"
        assert p.counts(p.run(source)) == {"unchanged": len(VALID)}

        server.records = [first.retitled("Geheel andere titel"), *VALID[1:]]
        assert p.counts(p.run(source)) == {"updated": 1, "unchanged": len(VALID) - 1}
        after = p.dataset(first.id)
        assert after["title"] == "Geheel andere titel"
        assert (after["id"], after["name"]) == (dataset["id"], dataset["name"])
        assert [r["id"] for r in after["resources"]] == [r["id"] for r in dataset["resources"]]

        # A catalogue that breaks off deletes nothing.
        server.requests.clear()
        server.fault, server.after = "error_500", 1
        result = p.run(source)
        assert "500" in " ".join(result["alerts"])
        assert p.active() == len(VALID)

        server.mend()
        server.records = [record for record in VALID if record is not second]
        result = p.run(source)
        assert p.counts(result) == {"updated": 1, "unchanged": len(VALID) - 2, "deleted": 1}
        assert p.active() == len(VALID) - 1
        assert p.dataset(second.id)["state"] == "deleted"


def test_the_kind_of_source_is_offered_and_its_settings_are_checked() -> None:
    with DcatPortal(RECORDS[:3]) as server:
        with pytest.raises(tk.ValidationError) as refused:
            p.make_source(server.source_url, "wrong", "dcat", language="Nederlands!")
        assert "language" in str(refused.value.error_dict)
        p.make_source(server.source_url, "right", "dcat", language=["nl", "en"])
        seen = p.act("donl_harvest_preview", source_id="right", limit=2)
        assert [record["outcome"] for record in seen["records"]] == ["added", "added"]
