"""What an editor decided of each row of a file that waits, where it was said only which are new."""

from django.db import migrations


def decide(apps, schema_editor):
    files = apps.get_model("networks", "ImportFile").objects
    for file in files.filter(report__has_key="taken").only("report"):
        decisions = {str(number): "new" for number in file.report.pop("taken")}
        file.report["decisions"] = decisions
        file.save(update_fields=["report"])


class Migration(migrations.Migration):
    dependencies = [("networks", "0019_layouts_of_tables")]
    operations = [migrations.RunPython(decide, migrations.RunPython.noop)]
