from modeltranslation.management.commands import loaddata

from organisations.models.publication import publishing_checked_at_end


class Command(loaddata.Command):
    """That of modeltranslation; records may come before their citations, and must have some in the end."""

    def loaddata(self, fixture_labels):
        with publishing_checked_at_end():
            super().loaddata(fixture_labels)
