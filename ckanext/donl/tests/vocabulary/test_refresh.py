"""Lists that are refreshed, and lists that stay what they are."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from ckanext.donl import vocabulary
from ckanext.donl.vocabulary import Malformed, Refused, Shrunken, loading, refresh

from .publication import EU, NEW, content, published, value, without

THEMES = "overheid_taxonomiebeleidsagenda"
AFVAL = "http://standaarden.overheid.nl/owms/terms/Afval_(thema)"
NATUUR = "http://standaarden.overheid.nl/owms/terms/Natuur_en_milieu"
FRY = f"{EU}/language/FRY"

pytestmark = pytest.mark.usefixtures("lists_folder")


def label(name: str, uri: str) -> tuple[str, str]:
    values = vocabulary.get(name)
    return values.label(uri, "nl"), values.label(uri, "en")


class TestARefreshedList:
    def test_is_in_use_at_once_and_says_where_it_comes_from(self) -> None:
        before = vocabulary.get("donl_language")
        change = refresh(
            "donl_language",
            content({**published("donl_language"), NEW: value("Nieuw", "New")}),
            "https://example.org/donl_language.json",
        )
        values = vocabulary.get("donl_language")
        assert (change.added, change.lost, change.changed) == ((NEW,), (), ())
        assert NEW in values
        assert NEW not in before
        assert (values.title, values.status, values.fault) == (before.title, "refreshed", "")
        assert values.source == "https://example.org/donl_language.json"
        assert values.date == date.today().isoformat()
        entry = values.entry(NEW)
        assert entry is not None
        assert (entry.source, entry.date) == (values.source, values.date)

    def test_leaves_the_other_lists_alone(self) -> None:
        licences = list(vocabulary.get("donl_license"))
        refresh("donl_language", content(published("donl_language")), "x")
        assert list(vocabulary.get("donl_license")) == licences

    def test_tells_what_changed(self) -> None:
        values = published("overheid_spatial_provincie")
        fryslan = "http://standaarden.overheid.nl/owms/terms/Fryslan"
        change = refresh(
            "overheid_spatial_provincie", content({**values, fryslan: value("Fryslân")}), "x"
        )
        assert change.changed == (fryslan,)
        assert label("overheid_spatial_provincie", fryslan) == ("Fryslân", "Fryslân")

    def test_is_the_shipped_one_again_when_its_file_is_removed(self, lists_folder: Path) -> None:
        refresh("donl_language", content({**published("donl_language"), NEW: value("N")}), "x")
        (lists_folder / "donl_language.json").unlink()
        loading.look_again()
        assert NEW not in vocabulary.get("donl_language")

    def test_can_be_read_by_the_portal_whoever_wrote_it(self, lists_folder: Path) -> None:
        refresh("donl_language", content(published("donl_language")), "x")
        (file,) = lists_folder.iterdir()
        assert file.name == "donl_language.json"
        assert file.stat().st_mode & 0o777 == 0o644

    def test_has_the_values_of_the_list_that_it_is_another_name_of(self) -> None:
        values = {**published("donl_license"), NEW: value("Nieuw")}
        assert refresh("overheid_license", content(values), "x").values.name == "donl_license"
        for name in ("donl_license", "overheid_license"):
            assert NEW in vocabulary.get(name)
        assert vocabulary.get("overheid_license").title == "overheid:license"
        assert vocabulary.get("overheid_license").status == "refreshed"


class TestShippedFacts:
    def test_the_hierarchy_is_kept_where_the_publication_has_none(self) -> None:
        values = {uri: {"labels": facts["labels"]} for uri, facts in published(THEMES).items()}
        assert refresh(THEMES, content(values), "x").changed == ()
        entry = vocabulary.get(THEMES).entry(AFVAL)
        assert entry is not None
        assert entry.parent == NATUUR

    def test_a_broader_value_that_is_gone_is_not_kept(self) -> None:
        values = {uri: {"labels": facts["labels"]} for uri, facts in published(THEMES).items()}
        refresh(THEMES, content(without(values, [NATUUR])), "x")
        entry = vocabulary.get(THEMES).entry(AFVAL)
        assert entry is not None
        assert entry.parent == ""

    def test_the_hierarchy_is_that_of_the_publication_where_it_has_one(self) -> None:
        values = published(THEMES)
        del values[AFVAL]["parent"]
        assert refresh(THEMES, content(values), "x").changed == (AFVAL,)

    def test_types_likewise(self) -> None:
        name, uri = (
            "donl_organization",
            "http://standaarden.overheid.nl/owms/terms/Eindhoven_(gemeente)",
        )
        values = {uri: {"labels": facts["labels"]} for uri, facts in published(name).items()}
        assert refresh(name, content(values), "x").changed == ()
        values[uri]["type"] = "Stad"
        assert uri in refresh(name, content(values), "x").changed

    @pytest.mark.parametrize(
        ("sent", "shown"),
        [
            ({"nl": "Fries"}, ("Fries", "Frisian")),
            ({"nl": "Fries", "en": "Fries"}, ("Fries", "Frisian")),
            ({"nl": "Frysk", "en": "West Frisian"}, ("Frysk", "West Frisian")),
            ({"en": "West Frisian"}, ("West Frisian", "West Frisian")),
        ],
    )
    def test_english_labels(self, sent: dict[str, str], shown: tuple[str, str]) -> None:
        refresh("donl_language", content({**published("donl_language"), FRY: {"labels": sent}}), "")
        assert label("donl_language", FRY) == shown

    def test_a_dutch_name_does_not_stay_behind_as_the_english_one(self) -> None:
        name = "donl_organization"
        values = published(name)
        uri = next(uri for uri, facts in values.items() if len(set(facts["labels"].values())) == 1)
        values[uri]["labels"] = {"nl": "Ministerie van Nieuwe Zaken"}
        refresh(name, content(values), "x")
        assert label(name, uri) == ("Ministerie van Nieuwe Zaken",) * 2


class TestSuspicion:
    NAME = "iana_mediatypes"

    def lacking(self, count: int) -> bytes:
        values = published(self.NAME)
        return content(without(values, list(values)[:count]))

    def test_a_tenth_may_be_gone(self) -> None:
        tenth = len(vocabulary.get(self.NAME)) // 10
        assert len(refresh(self.NAME, self.lacking(tenth), "x").lost) == tenth

    def test_more_changes_nothing_and_says_why(self, lists_folder: Path) -> None:
        before = vocabulary.get(self.NAME)
        many = len(before) // 10 + 1
        with pytest.raises(Shrunken) as refused:
            refresh(self.NAME, self.lacking(many), "x")
        assert f"it lacks {many} of the {len(before)} values in use" in str(refused.value)
        assert next(iter(before)).uri in str(refused.value)
        loading.look_again()
        assert vocabulary.get(self.NAME) is before
        assert not lists_folder.exists()

    def test_it_is_measured_by_the_list_in_use(self) -> None:
        values = published("donl_language")
        grown = {**values, **{f"{NEW}/{n}": value(str(n)) for n in range(96)}}
        refresh("donl_language", content(grown), "x")
        with pytest.raises(Shrunken, match="lacks 96 of the 100"):
            refresh("donl_language", content(values), "x")

    def test_as_many_other_values_are_as_suspicious(self) -> None:
        values = published("overheid_spatial_provincie")
        https = {uri.replace("http:", "https:"): facts for uri, facts in values.items()}
        with pytest.raises(Shrunken, match="lacks 12 of the 12"):
            refresh("overheid_spatial_provincie", content(https), "x")

    def test_a_person_may_accept_it(self) -> None:
        change = refresh(self.NAME, self.lacking(1_000), "x", accept_shrunken=True)
        assert len(change.lost) == 1_000
        assert len(vocabulary.get(self.NAME)) == len(change.values)

    def test_nobody_may_accept_an_empty_list(self) -> None:
        with pytest.raises(Malformed, match="it has 0 values"):
            refresh(self.NAME, b"{}", "x", accept_shrunken=True)


class TestFailure:
    def test_what_is_too_large_is_not_even_read(self) -> None:
        with pytest.raises(Malformed, match="larger than"):
            refresh("donl_language", b"[" * (vocabulary.MAX_BYTES + 1), "x")

    def test_a_folder_that_cannot_be_written_is_told(self, lists_folder: Path) -> None:
        lists_folder.parent.mkdir(parents=True)
        lists_folder.write_text("a file")
        with pytest.raises(Refused, match=re.escape(str(lists_folder))):
            refresh("donl_language", content(published("donl_language")), "x")
        assert len(vocabulary.get("donl_language")) == 4

    def test_an_unknown_list(self) -> None:
        with pytest.raises(vocabulary.UnknownList):
            refresh("donl_licence", b"{}", "x")

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("{", "it is not JSON"),
            ("[]", "this is no refreshed copy of donl_language"),
            ('{"list": "donl_license"}', "this is no refreshed copy of donl_language"),
            ('{"list": "donl_language"}', "source or date is missing"),
            ('{"list": "donl_language", "source": "", "date": ""}', "it is not an object"),
        ],
    )
    def test_a_file_spoilt_by_hand_is_not_used(
        self, text: str, words: str, lists_folder: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        lists_folder.mkdir(parents=True)
        (lists_folder / "donl_language.json").write_text(text)
        loading.look_again()
        values = vocabulary.get("donl_language")
        assert len(values) == 4
        assert values.status == "complete"
        assert words in values.fault
        loading.look_again()
        vocabulary.get("donl_language")
        assert sum(words in message for message in caplog.messages) == 1

    def test_a_refresh_mends_it(self, lists_folder: Path) -> None:
        lists_folder.mkdir(parents=True)
        (lists_folder / "donl_language.json").write_text("{")
        refresh("donl_language", content(published("donl_language")), "x")
        assert vocabulary.get("donl_language").fault == ""
