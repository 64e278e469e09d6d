"""The texts of ckanext-harvest 1.6.3 that people read in the browser, and that neither it nor CKAN
has in Dutch. They are marked here for our translation, in which CKAN finds them: it looks a text up
in the translations of all plugins. A test compares them with the installed version.
"""

from __future__ import annotations

from .settings import N_


def ungettext(singular: str, plural: str) -> tuple[str, str]:
    """Marks a text of one and of many for translation."""
    return singular, plural


TEXTS = (
    N_("A harvest job has already been scheduled for this source"),
    N_("Aborted"),
    N_("Add Harvest Source"),
    N_("Always"),
    N_("Back to job list"),
    N_("Biweekly"),
    N_(
        "Cannot create new harvest jobs on inactive sources. First, please change the "
        'source status to "active".'
    ),
    N_("Clear"),
    N_("Configuration"),
    N_("Count"),
    N_("Create Harvest Source"),
    N_("Create harvest source"),
    N_("Daily"),
    N_("Delete all harvest jobs and existing datasets from this source"),
    N_("Delete and clear source"),
    N_("Delete source"),
    N_("Document Error"),
    N_("Document Errors"),
    N_("Edit harvest source"),
    N_("Error Report"),
    N_("Error Summary"),
    N_("Finished"),
    N_("Finished:"),
    N_("Harvest"),
    N_("Harvest Jobs"),
    N_("Harvest Sources"),
    N_("Harvest job not found"),
    N_("Harvest job stopped"),
    N_("Harvest source cleared"),
    N_("Harvest source not found"),
    N_("Harvest sources"),
    N_(
        "Harvest sources allow importing remote metadata into this catalog. Remote "
        "sources can be other catalogs such as other CKAN instances, CSW servers or Web "
        "Accessible Folders (WAF) (depending on the actual harvesters enabled for this "
        "instance)."
    ),
    N_("Harvest will start shortly. Refresh this page for updates."),
    N_("Harvesting source successfully cleared"),
    N_("Harvesting source successfully inactivated"),
    N_("Id"),
    N_("Job Errors"),
    N_("Job Report"),
    N_("Job: "),
    N_("Jobs"),
    N_("Last Harvest Job"),
    N_("Local content"),
    N_("Manual"),
    N_("Message"),
    N_("Monthly"),
    N_("New"),
    N_("No content found"),
    N_("No errors for this job"),
    N_("No jobs yet for this source"),
    N_("No organization"),
    N_("Not yet"),
    N_("Only sysadmins can clear history for all harvest jobs"),
    N_("Only sysadmins can create harvest jobs for all sources"),
    N_("Only sysadmins can reimport all harvest objects"),
    N_("Only sysadmins can reindex all harvest sources"),
    N_("Only sysadmins can run the pending harvest jobs"),
    N_("Only the 20 most frequent errors are shown"),
    N_("Only the sysadmins can create harvest objects"),
    N_("Reharvest"),
    N_("Remote content"),
    N_("Running"),
    N_("Search harvest sources..."),
    N_("Sorry no harvest sources found"),
    N_('Sorry no harvest sources found for "{query}"'),
    N_("Start a new harvesting job for this harvest source now"),
    N_("Started"),
    N_("Started:"),
    N_("Stop"),
    N_("There are no datasets associated to this harvest source."),
    N_("There is no description for this harvest source"),
    N_("This should include the http:// part of the URL"),
    N_(
        "This will flag the source as deleted but keep all its datasets and previous "
        "jobs. Are you sure you want to delete this harvest source?"
    ),
    N_(
        "This will re-run the harvesting for this source. Any updates at the source will "
        "overwrite the local datasets. Sources with a large number of datasets may take a"
        " significant amount of time to finish harvesting. Please confirm you would like "
        "us to start reharvesting."
    ),
    N_("Update frequency"),
    N_("User not authorized to create a job for source {0}"),
    N_("User {0} not authorized to create harvest sources"),
    N_("User {0} not authorized to delete harvest source {1}"),
    N_("User {0} not authorized to list jobs for source {1}"),
    N_("User {0} not authorized to read harvest source {1}"),
    N_("User {0} not authorized to see jobs from source {1}"),
    N_("User {0} not authorized to update harvest source {1}"),
    N_("View full job report"),
    N_("View harvest source"),
    N_(
        "Warning: Apart from deleting this source, this command will remove all its "
        "datasets, as well as all previous job reports. Are you sure you want to "
        "continue?"
    ),
    N_(
        "Warning: This will remove all datasets for this source, as well as all previous "
        "job reports. Are you sure you want to continue?"
    ),
    N_("Weekly"),
    N_("added"),
    N_("deleted"),
    N_("documents with errors"),
    N_("errors"),
    N_("not modified"),
    N_("title"),
    N_("updated"),
    ungettext(
        '{number} harvest source found for "{query}"',
        '{number} harvest sources found for "{query}"',
    ),
    ungettext(
        "{number} harvest source found",
        "{number} harvest sources found",
    ),
)
