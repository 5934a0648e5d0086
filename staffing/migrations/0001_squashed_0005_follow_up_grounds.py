"""The tables as the migrations it replaces leave them, for new databases; older ones go on from where they are."""

import boligsocial.common.constraints
import boligsocial.common.money
import django.contrib.gis.db.models.fields
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from boligsocial.common.tables import CreateTables


class Migration(migrations.Migration):

    replaces = [
        ('staffing', '0001_initial'),
        ('staffing', '0002_versions'),
        ('staffing', '0003_begin_history'),
        ('staffing', '0004_follow_ups'),
        ('staffing', '0005_follow_up_grounds'),
    ]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('areas', '0001_squashed_0010_tally_by_indicator'),
        ('efforts', '0001_squashed_0004_begin_history'),
    ]

    operations = [
        CreateTables(
            tables=[
                migrations.CreateModel(
                    name='Post',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('starts_on', models.DateField(blank=True, help_text='The first day. Empty: always, or not known.', null=True, verbose_name='from')),
                        ('ends_on', models.DateField(blank=True, help_text='The first day after the last: a period whose last day is 31 May ends on 1 June. Empty: open.', null=True, verbose_name='ends on')),
                        ('title', models.CharField(max_length=200, verbose_name='title')),
                        ('display_name', models.CharField(blank=True, help_text='What colleagues call the post; may be empty.', max_length=100, verbose_name='name shown')),
                        ('weekly_minutes', boligsocial.common.money.MinutesField(blank=True, help_text='37 is full time. Empty: not known.', null=True, verbose_name='hours a week')),
                        ('source', models.CharField(blank=True, max_length=500, verbose_name='source')),
                        ('effort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='efforts.effort', verbose_name='effort')),
                        ('employer_municipality', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='areas.municipality', verbose_name='employed by the municipality')),
                        ('employer_organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='areas.housingorganisation', verbose_name='employed by the housing organisation')),
                        ('search_key', models.CharField(db_index=True, default='', editable=False, max_length=700)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        'verbose_name': 'post',
                        'verbose_name_plural': 'posts',
                        'ordering': ['effort', 'title', 'display_name', 'pk'],
                        'abstract': False,
                        'constraints': [models.CheckConstraint(condition=models.Q(('starts_on__isnull', True), ('ends_on__isnull', True), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='staffing_post_ends_after_it_starts', violation_error_message='The period must end after it starts.'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='staffing_post_has_a_title', violation_error_message='Give the post a title.'), models.CheckConstraint(condition=models.Q(models.Q(('employer_municipality__isnull', False), ('employer_organisation__isnull', True)), models.Q(('employer_municipality__isnull', True), ('employer_organisation__isnull', False)), models.Q(('employer_municipality__isnull', True), ('employer_organisation__isnull', True)), _connector='OR'), name='staffing_post_has_one_employer', violation_error_message='A post has one employer.'), models.CheckConstraint(condition=models.Q(('weekly_minutes__isnull', True), models.Q(('weekly_minutes__gte', 1), ('weekly_minutes__lte', 2880)), _connector='OR'), name='staffing_post_hours_are_sensible', violation_error_message='The hours a week must be more than 0 and at most 48.')],
                    },
                ),
                migrations.CreateModel(
                    name='Workplace',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('search_key', models.CharField(db_index=True, editable=False, max_length=400)),
                        ('sort_key', models.CharField(db_index=True, editable=False, max_length=600)),
                        ('name', models.CharField(max_length=200, verbose_name='name')),
                        ('point', django.contrib.gis.db.models.fields.PointField(blank=True, help_text='Empty: not known.', null=True, srid=25832, verbose_name='place')),
                        ('source', models.CharField(blank=True, max_length=500, verbose_name='source')),
                        ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='workplaces', to='areas.housingarea', verbose_name='local, in the area')),
                        ('municipality', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='workplaces', to='areas.municipality', verbose_name='central, at the municipality')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='workplaces', to='areas.housingorganisation', verbose_name='central, at the housing organisation')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        'verbose_name': 'workplace',
                        'verbose_name_plural': 'workplaces',
                        'ordering': ['sort_key', 'pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='staffing_workplace_has_a_name', violation_error_message='Give the workplace a name.'), models.CheckConstraint(condition=models.Q(models.Q(('area__isnull', False), ('municipality__isnull', True), ('organisation__isnull', True)), models.Q(('area__isnull', True), ('municipality__isnull', False), ('organisation__isnull', True)), models.Q(('area__isnull', True), ('municipality__isnull', True), ('organisation__isnull', False)), _connector='OR'), name='staffing_workplace_is_in_one_place', violation_error_message='A workplace is local in an area, or central at a municipality or an organisation: choose one.')],
                    },
                ),
                migrations.CreateModel(
                    name='Placement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('starts_on', models.DateField(blank=True, help_text='The first day. Empty: always, or not known.', null=True, verbose_name='from')),
                        ('ends_on', models.DateField(blank=True, help_text='The first day after the last: a period whose last day is 31 May ends on 1 June. Empty: open.', null=True, verbose_name='ends on')),
                        ('weekday', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'Monday'), (2, 'Tuesday'), (3, 'Wednesday'), (4, 'Thursday'), (5, 'Friday'), (6, 'Saturday'), (7, 'Sunday')], help_text='Empty: the post has its base here, on which days is not known.', null=True, verbose_name='weekday')),
                        ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='placements', to='staffing.post', verbose_name='post')),
                        ('workplace', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='staffing.workplace', verbose_name='workplace')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        'verbose_name': 'placement',
                        'verbose_name_plural': 'placements',
                        'ordering': ['post', 'weekday', 'starts_on', 'pk'],
                        'abstract': False,
                        'constraints': [models.CheckConstraint(condition=models.Q(('starts_on__isnull', True), ('ends_on__isnull', True), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='staffing_placement_ends_after_it_starts', violation_error_message='The period must end after it starts.'), models.CheckConstraint(condition=models.Q(('weekday__isnull', True), models.Q(('weekday__gte', 1), ('weekday__lte', 7)), _connector='OR'), name='staffing_placement_weekday_is_a_weekday', violation_error_message='Choose a weekday.'), boligsocial.common.constraints.NoOverlap(fields=('post', 'weekday'), name='staffing_placement_one_place_a_day', violation_error_message='The post sits somewhere else on that weekday.')],
                    },
                ),
                migrations.CreateModel(
                    name='HistoricalPlacement',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('starts_on', models.DateField(blank=True, help_text='The first day. Empty: always, or not known.', null=True, verbose_name='from')),
                        ('ends_on', models.DateField(blank=True, help_text='The first day after the last: a period whose last day is 31 May ends on 1 June. Empty: open.', null=True, verbose_name='ends on')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('history_change_reason', models.CharField(max_length=500, null=True)),
                        ('weekday', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'Monday'), (2, 'Tuesday'), (3, 'Wednesday'), (4, 'Thursday'), (5, 'Friday'), (6, 'Saturday'), (7, 'Sunday')], help_text='Empty: the post has its base here, on which days is not known.', null=True, verbose_name='weekday')),
                        ('history_id', models.AutoField(primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField(db_index=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('post', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='staffing.post', verbose_name='post')),
                        ('workplace', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='staffing.workplace', verbose_name='workplace')),
                    ],
                    options={
                        'verbose_name': 'historical placement',
                        'verbose_name_plural': 'historical placements',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='HistoricalPost',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('starts_on', models.DateField(blank=True, help_text='The first day. Empty: always, or not known.', null=True, verbose_name='from')),
                        ('ends_on', models.DateField(blank=True, help_text='The first day after the last: a period whose last day is 31 May ends on 1 June. Empty: open.', null=True, verbose_name='ends on')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('history_change_reason', models.CharField(max_length=500, null=True)),
                        ('title', models.CharField(max_length=200, verbose_name='title')),
                        ('display_name', models.CharField(blank=True, help_text='What colleagues call the post; may be empty.', max_length=100, verbose_name='name shown')),
                        ('weekly_minutes', boligsocial.common.money.MinutesField(blank=True, help_text='37 is full time. Empty: not known.', null=True, verbose_name='hours a week')),
                        ('source', models.CharField(blank=True, max_length=500, verbose_name='source')),
                        ('search_key', models.CharField(db_index=True, default='', editable=False, max_length=700)),
                        ('history_id', models.AutoField(primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField(db_index=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('effort', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='efforts.effort', verbose_name='effort')),
                        ('employer_municipality', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='areas.municipality', verbose_name='employed by the municipality')),
                        ('employer_organisation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='areas.housingorganisation', verbose_name='employed by the housing organisation')),
                        ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'historical post',
                        'verbose_name_plural': 'historical posts',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='HistoricalWorkplace',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('search_key', models.CharField(db_index=True, editable=False, max_length=400)),
                        ('sort_key', models.CharField(db_index=True, editable=False, max_length=600)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('history_change_reason', models.CharField(max_length=500, null=True)),
                        ('name', models.CharField(max_length=200, verbose_name='name')),
                        ('point', django.contrib.gis.db.models.fields.PointField(blank=True, help_text='Empty: not known.', null=True, srid=25832, verbose_name='place')),
                        ('source', models.CharField(blank=True, max_length=500, verbose_name='source')),
                        ('history_id', models.AutoField(primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField(db_index=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('area', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='areas.housingarea', verbose_name='local, in the area')),
                        ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('municipality', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='areas.municipality', verbose_name='central, at the municipality')),
                        ('organisation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='areas.housingorganisation', verbose_name='central, at the housing organisation')),
                    ],
                    options={
                        'verbose_name': 'historical workplace',
                        'verbose_name_plural': 'historical workplaces',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='HistoricalFollowUp',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('history_change_reason', models.CharField(max_length=500, null=True)),
                        ('kind', models.CharField(choices=[('activity', 'move an activity'), ('post', 'move a post'), ('operation', 'put core operation in'), ('nothing', 'do nothing for now')], max_length=10, verbose_name='what to do')),
                        ('grounds', models.TextField(max_length=2000, verbose_name='reason')),
                        ('look_again_on', models.DateField(verbose_name='look again on')),
                        ('need_level', models.PositiveSmallIntegerField(blank=True, editable=False, null=True, verbose_name='need level then')),
                        ('made_on', models.DateField(verbose_name='made on')),
                        ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                        ('outcome', models.TextField(blank=True, max_length=2000, verbose_name='outcome')),
                        ('history_id', models.AutoField(primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField(db_index=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('activity', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='efforts.activity', verbose_name='activity')),
                        ('area', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='areas.housingarea', verbose_name='housing area')),
                        ('effort', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='efforts.effort', verbose_name='effort')),
                        ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('owner', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                        ('post', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='staffing.post', verbose_name='post')),
                    ],
                    options={
                        'verbose_name': 'historical follow-up',
                        'verbose_name_plural': 'historical follow-ups',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='FollowUp',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('kind', models.CharField(choices=[('activity', 'move an activity'), ('post', 'move a post'), ('operation', 'put core operation in'), ('nothing', 'do nothing for now')], max_length=10, verbose_name='what to do')),
                        ('grounds', models.TextField(max_length=2000, verbose_name='reason')),
                        ('look_again_on', models.DateField(verbose_name='look again on')),
                        ('need_level', models.PositiveSmallIntegerField(blank=True, editable=False, null=True, verbose_name='need level then')),
                        ('made_on', models.DateField(verbose_name='made on')),
                        ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                        ('outcome', models.TextField(blank=True, max_length=2000, verbose_name='outcome')),
                        ('activity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='efforts.activity', verbose_name='activity')),
                        ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='areas.housingarea', verbose_name='housing area')),
                        ('effort', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='efforts.effort', verbose_name='effort')),
                        ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                        ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='staffing.post', verbose_name='post')),
                    ],
                    options={
                        'verbose_name': 'follow-up',
                        'verbose_name_plural': 'follow-ups',
                        'ordering': ['look_again_on', 'pk'],
                        'indexes': [models.Index(fields=['closed_on', 'look_again_on'], name='staffing_fo_closed__eb9379_idx')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['activity', 'post', 'operation', 'nothing'])), name='staffing_followup_kind_is_known', violation_error_message='Choose what to do from the list.'), models.CheckConstraint(condition=models.Q(('look_again_on__gte', models.F('made_on'))), name='staffing_followup_is_looked_at_later', violation_error_message='The day to look again cannot be before today.'), models.CheckConstraint(condition=models.Q(('closed_on__isnull', True), models.Q(('outcome', ''), _negated=True), _connector='OR'), name='staffing_followup_closes_with_an_outcome', violation_error_message='Say what came of it.'), models.CheckConstraint(condition=models.Q(('grounds', ''), _negated=True), name='staffing_followup_has_a_reason', violation_error_message='Say why.')],
                    },
                ),
            ],
        ),
    ]
