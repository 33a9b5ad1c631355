import breaks.models
import django.contrib.postgres.constraints
from django.contrib.postgres.operations import BtreeGistExtension
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('branches', '0001_initial'),
        ('queueapp', '0001_initial'),
    ]

    operations = [
        # the exclusion constraint compares a plain id beside a range
        BtreeGistExtension(),
        migrations.CreateModel(
            name='Break',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('kind', models.CharField(choices=[('lunch', 'Lunch'), ('short', 'Short'), ('screen_rest', 'Screen Rest'), ('task', 'Task'), ('unplanned', 'Unplanned')], max_length=12)),
                ('reason', models.CharField(blank=True, max_length=20)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('warned', 'Warned'), ('requested', 'Requested'), ('closing', 'Closing'), ('on_break', 'On Break'), ('overrun', 'Overrun'), ('ended', 'Ended'), ('cancelled', 'Cancelled'), ('missed', 'Missed')], max_length=10)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('starts_at', models.DateTimeField()),
                ('length_minutes', models.PositiveSmallIntegerField()),
                ('alternative', models.CharField(blank=True, max_length=200)),
                ('published_at', models.DateTimeField(null=True)),
                ('requested_at', models.DateTimeField(null=True)),
                ('warned_at', models.DateTimeField(null=True)),
                ('notice_at', models.DateTimeField(null=True)),
                ('started_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('returns_at', models.DateTimeField()),
                ('shown_return_at', models.DateTimeField(null=True)),
                ('first_return_at', models.DateTimeField(null=True)),
                ('moved_from', models.DateTimeField(null=True)),
                ('moved_at', models.DateTimeField(null=True)),
                ('slip_told_at', models.DateTimeField(null=True)),
                ('cover_told_at', models.DateTimeField(null=True)),
                ('return_reminded_at', models.DateTimeField(null=True)),
                ('overrun_told_at', models.DateTimeField(null=True)),
                ('new_times', models.PositiveSmallIntegerField(default=0)),
                ('remark', models.CharField(blank=True, max_length=200)),
                ('next_step_at', models.DateTimeField(null=True)),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='breaks', to='branches.branch')),
                ('counter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='breaks', to='queueapp.counter')),
                ('shift', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='breaks', to='queueapp.shift')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='breaks', to='branches.staff')),
            ],
        ),
        migrations.CreateModel(
            name='BreakPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('values', models.JSONField(blank=True, default=dict)),
                ('since', models.DateTimeField()),
                ('branch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='policies', to='branches.branch')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='branches.staff')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='policies', to='branches.organisation')),
            ],
            options={
                'verbose_name_plural': 'break policies',
            },
        ),
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('none', 'None'), ('after', 'After'), ('other_counter', 'Other Counter'), ('before', 'Before')], default='none', max_length=14)),
                ('returns_at', models.DateTimeField(null=True)),
                ('fixed_at', models.DateTimeField(null=True)),
                ('break_ref', models.ForeignKey(db_column='break_id', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='promises', to='breaks.break')),
                ('ticket', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='promise', to='queueapp.ticket')),
            ],
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField()),
                ('starts_at', models.DateTimeField()),
                ('at', models.DateTimeField()),
                ('device_at', models.DateTimeField(null=True)),
                ('break_ref', models.ForeignKey(db_column='break_id', on_delete=django.db.models.deletion.CASCADE, related_name='receipts', to='breaks.break')),
                ('device', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='branches.device')),
                ('spoken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='branches.staff')),
            ],
        ),
        migrations.AddIndex(
            model_name='break',
            index=models.Index(condition=models.Q(('next_step_at__isnull', False)), fields=['next_step_at'], name='break_due'),
        ),
        migrations.AddIndex(
            model_name='break',
            index=models.Index(fields=['branch', 'day'], name='break_by_day'),
        ),
        migrations.AddConstraint(
            model_name='break',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state__in', ('draft', 'published', 'warned', 'closing', 'requested'))), expressions=[('staff', '='), (breaks.models.TsTzRange('starts_at', 'returns_at', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='no_overlapping_breaks_of_a_person'),
        ),
        migrations.AddConstraint(
            model_name='break',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('on_break', 'overrun'))), fields=('staff',), name='one_running_break'),
        ),
        migrations.AddConstraint(
            model_name='break',
            constraint=models.CheckConstraint(condition=models.Q(('length_minutes__gte', 1)), name='break_lasts_a_minute'),
        ),
        migrations.AddConstraint(
            model_name='break',
            constraint=models.CheckConstraint(condition=models.Q(('starts_at__lt', models.F('returns_at'))), name='break_starts_before_it_returns'),
        ),
        migrations.AddConstraint(
            model_name='break',
            constraint=models.CheckConstraint(condition=models.Q(('next_step_at__isnull', True), models.Q(('state__in', ('ended', 'cancelled', 'missed')), _negated=True), _connector='OR'), name='ended_break_has_no_next_step'),
        ),
        migrations.AddConstraint(
            model_name='break',
            constraint=models.CheckConstraint(condition=models.Q(('started_at__isnull', False), models.Q(('state__in', ('on_break', 'overrun')), _negated=True), _connector='OR'), name='running_break_has_begun'),
        ),
        migrations.AddConstraint(
            model_name='break',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='break_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='breakpolicy',
            constraint=models.UniqueConstraint(fields=('organisation', 'branch', 'version'), name='policy_version', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.UniqueConstraint(fields=('break_ref', 'device', 'revision', 'starts_at'), name='one_receipt_per_painting'),
        ),
    ]
