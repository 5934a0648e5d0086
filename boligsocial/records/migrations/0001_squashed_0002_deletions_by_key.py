"""The tables as the migrations it replaces leave them, for new databases; older ones go on from where they are."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from boligsocial.common.tables import CreateTables


class Migration(migrations.Migration):

    replaces = [
        ('records', '0001_records'),
        ('records', '0002_deletions_by_key'),
    ]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        CreateTables(
            tables=[
                migrations.CreateModel(
                    name='Deletion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('deleted_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='deleted at')),
                        ('kind', models.CharField(max_length=100, verbose_name='kind')),
                        ('name', models.CharField(max_length=300, verbose_name='name')),
                        ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                        ('places', models.TextField(blank=True, verbose_name='where it belonged')),
                        ('rows', models.TextField(verbose_name='the rows')),
                        ('restored_at', models.DateTimeField(blank=True, null=True, verbose_name='restored at')),
                        ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='deletions', to=settings.AUTH_USER_MODEL, verbose_name='user')),
                        ('key', models.BigIntegerField(null=True, verbose_name='key')),
                    ],
                    options={
                        'verbose_name': 'deletion',
                        'verbose_name_plural': 'deletions',
                        'ordering': ['-deleted_at'],
                        'indexes': [models.Index(fields=['kind', 'key'], name='records_del_kind_51fb22_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Submission',
                    fields=[
                        ('token', models.UUIDField(primary_key=True, serialize=False)),
                        ('url', models.CharField(max_length=500, verbose_name='address')),
                        ('sent_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='sent at')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='submissions', to=settings.AUTH_USER_MODEL, verbose_name='user')),
                    ],
                    options={
                        'verbose_name': 'sent form',
                        'verbose_name_plural': 'sent forms',
                        'ordering': ['-sent_at'],
                    },
                ),
                migrations.CreateModel(
                    name='Draft',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('path', models.CharField(max_length=500, verbose_name='address')),
                        ('fields', models.TextField(verbose_name='what was typed')),
                        ('saved_at', models.DateTimeField(auto_now=True, verbose_name='saved at')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to=settings.AUTH_USER_MODEL, verbose_name='user')),
                        ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                    ],
                    options={
                        'verbose_name': 'half-finished form',
                        'verbose_name_plural': 'half-finished forms',
                        'ordering': ['-saved_at'],
                        'constraints': [models.UniqueConstraint(fields=('user', 'path'), name='records_draft_one_per_form', violation_error_message='There is a draft of this form already.')],
                    },
                ),
                migrations.CreateModel(
                    name='SavedView',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('page', models.CharField(max_length=100, verbose_name='list')),
                        ('name', models.CharField(blank=True, max_length=100, verbose_name='name')),
                        ('query', models.CharField(blank=True, max_length=2000, verbose_name='filters and order')),
                        ('columns', models.CharField(blank=True, max_length=1000, verbose_name='columns')),
                        ('is_shared', models.BooleanField(default=False, verbose_name='colleagues may use it')),
                        ('saved_at', models.DateTimeField(auto_now=True, verbose_name='saved at')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL, verbose_name='user')),
                    ],
                    options={
                        'verbose_name': 'saved view',
                        'verbose_name_plural': 'saved views',
                        'ordering': ['page', 'name'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('page', ''), _negated=True), name='records_savedview_is_of_a_list', violation_error_message='Say which list it is of.'), models.UniqueConstraint(fields=('user', 'page', 'name'), name='records_savedview_name_is_its_own', violation_error_message='You have a view of this name already.')],
                    },
                ),
            ],
        ),
    ]
