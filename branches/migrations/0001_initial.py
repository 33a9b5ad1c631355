import branches.models
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# the audit refuses to be rewritten; TRUNCATE stays possible, for tests empty their tables so
APPEND_ONLY = """
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE ON branches_event
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
"""
REWRITABLE = """
DROP TRIGGER event_is_append_only ON branches_event;
DROP FUNCTION refuse_rewriting();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Branch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('slug', models.SlugField(unique=True)),
                ('kind', models.CharField(choices=[('bank', 'Bank'), ('pharmacy', 'Pharmacy')], default='bank', max_length=10)),
                ('time_zone', models.CharField(default='Europe/Budapest', max_length=40)),
                ('languages', models.JSONField(default=branches.models.default_languages)),
                ('opening_hours', models.JSONField(blank=True, default=dict)),
                ('alternative', models.CharField(blank=True, max_length=200)),
                ('accepts_tickets', models.BooleanField(default=True)),
                ('version', models.BigIntegerField(default=0)),
                ('next_step_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'branches',
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('slug', models.SlugField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='ClockSetting',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('real_at', models.DateTimeField()),
                ('shown_at', models.DateTimeField()),
                ('speed', models.FloatField(default=1.0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_clock'), models.CheckConstraint(condition=models.Q(('speed__gte', 0)), name='clock_never_runs_back')],
            },
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('display', 'Display'), ('sign', 'Sign'), ('kiosk', 'Kiosk')], max_length=8)),
                ('name', models.CharField(max_length=80)),
                ('zone', models.CharField(default='main', max_length=40)),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('last_seen_at', models.DateTimeField(blank=True, null=True)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='devices', to='branches.branch')),
            ],
        ),
        migrations.CreateModel(
            name='IdempotentAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(max_length=64)),
                ('key', models.CharField(max_length=200)),
                ('fingerprint', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('body', models.BinaryField(default=b'')),
                ('content_type', models.CharField(blank=True, max_length=80)),
                ('asked_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('scope', 'key'), name='one_answer_per_key')],
            },
        ),
        migrations.AddField(
            model_name='branch',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='branches', to='branches.organisation'),
        ),
        migrations.CreateModel(
            name='Staff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('position', models.CharField(blank=True, max_length=120)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='staff', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'staff',
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('teller', 'Teller'), ('manager', 'Manager'), ('head_office', 'Head Office')], max_length=12)),
                ('branch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='branches.branch')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='branches.organisation')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='branches.staff')),
            ],
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.BigIntegerField()),
                ('kind', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('subject', models.CharField(blank=True, max_length=20)),
                ('subject_id', models.BigIntegerField(null=True)),
                ('data', models.JSONField(default=dict)),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='branches.branch')),
                ('device', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='branches.device')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='branches.staff')),
            ],
            options={
                'ordering': ['branch', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Tick',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_tick')],
            },
        ),
        migrations.AddIndex(
            model_name='branch',
            index=models.Index(models.F('next_step_at'), condition=models.Q(('next_step_at__isnull', False)), name='branch_due'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('staff', 'branch'), name='one_role_per_branch'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('branch__isnull', True), ('role', 'head_office')), models.Q(models.Q(('role', 'head_office'), _negated=True), ('branch__isnull', False)), _connector='OR'), name='head_office_has_no_branch'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['branch', 'kind', 'at'], name='event_by_kind'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(fields=('branch', 'number'), name='event_number_per_branch'),
        ),
        migrations.RunSQL(APPEND_ONLY, REWRITABLE),
    ]
