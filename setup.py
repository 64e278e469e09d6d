"""What pyproject.toml cannot say: how strings are extracted for translation.

After a change of messages, and with what they are in Dutch written into the .po in between:

    python setup.py extract_messages update_catalog
    python setup.py compile_catalog
"""

from setuptools import setup

DOMAIN = "ckanext-donl"
FOLDER = "ckanext/donl/i18n"
TEMPLATE = f"{FOLDER}/{DOMAIN}.pot"

setup(
    message_extractors={
        "ckanext": [
            ("donl/tests/**", "ignore", None),
            ("**.py", "python", None),
            ("**.js", "javascript", None),
            ("**/templates/**.html", "ckan", None),
            ("**/templates/**.txt", "ckan", None),
        ],
    },
    options={
        "extract_messages": {
            "output_file": TEMPLATE,
            "header_comment": "# The messages of ckanext-donl; see setup.py for how they got here.",
            "msgid_bugs_address": "https://data.overheid.nl",
            "add_location": "file",
            "width": "100",
        },
        "update_catalog": {
            "domain": DOMAIN,
            "input_file": TEMPLATE,
            "output_dir": FOLDER,
            "ignore_obsolete": "1",
            "no_fuzzy_matching": "1",
            "width": "100",
        },
        "compile_catalog": {"domain": DOMAIN, "directory": FOLDER},
    },
)
