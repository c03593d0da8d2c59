"""Models take the names of the second plan; their rows, permissions and history stay."""

from django.db import migrations

MODELS = {"searchrecord": "searchlogentry", "remark": "reviewcomment", "distinction": "dismissedduplicate"}


def rename_stored_names(apps, schema_editor, names=MODELS):
    """Permissions and import records name models by text."""
    Permission = apps.get_model("auth", "Permission")
    ImportRecord = apps.get_model("initiatives", "ImportRecord")
    for old, new in names.items():
        ImportRecord.objects.filter(noun=old).update(noun=new)
        for action in ("add", "change", "delete", "view"):
            if not Permission.objects.filter(codename=f"{action}_{new}").exists():
                Permission.objects.filter(codename=f"{action}_{old}").update(codename=f"{action}_{new}")


def rename_stored_names_back(apps, schema_editor):
    rename_stored_names(apps, schema_editor, {new: old for old, new in MODELS.items()})


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0001_record"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.RenameModel("SearchRecord", "SearchLogEntry"),
        migrations.RenameModel("HistoricalSearchRecord", "HistoricalSearchLogEntry"),
        migrations.RenameModel("Remark", "ReviewComment"),
        migrations.RenameModel("Distinction", "DismissedDuplicate"),
        migrations.RunPython(rename_stored_names, rename_stored_names_back),
    ]
