from django.db import migrations

from games.triggers import install


class Migration(migrations.Migration):
    dependencies = [("games", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: install(schema_editor.connection), migrations.RunPython.noop
        )
    ]
