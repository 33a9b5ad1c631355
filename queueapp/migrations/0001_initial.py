import django.contrib.postgres.fields
import django.db.models.deletion
import queueapp.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('branches', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Queue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('letter', models.CharField(max_length=2)),
                ('estimate_minutes', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='queues', to='branches.branch')),
            ],
        ),
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=8)),
                ('zone', models.CharField(default='main', max_length=40)),
                ('state', models.CharField(choices=[('closed', 'Closed'), ('open', 'Open'), ('closing', 'Closing'), ('on_break', 'On Break'), ('out_of_service', 'Out Of Service')], default='closed', max_length=16)),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='counters', to='branches.branch')),
                ('queues', models.ManyToManyField(related_name='counters', to='queueapp.queue')),
            ],
        ),
        migrations.CreateModel(
            name='QueueDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('last_number', models.PositiveIntegerField(default=0)),
                ('queue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='queueapp.queue')),
            ],
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shifts', to='branches.branch')),
                ('counter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='queueapp.counter')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='branches.staff')),
            ],
        ),
        migrations.CreateModel(
            name='CounterSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('only_tickets', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, null=True, size=None)),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='branches.branch')),
                ('counter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='queueapp.counter')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='branches.staff')),
                ('shift', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sessions', to='queueapp.shift')),
            ],
        ),
        migrations.CreateModel(
            name='Ticket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('number', models.PositiveIntegerField()),
                ('code', models.CharField(max_length=8)),
                ('token', models.CharField(default=queueapp.models.new_token, max_length=32, unique=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('called', 'Called'), ('serving', 'Serving'), ('held', 'Held'), ('done', 'Done'), ('no_show', 'No Show'), ('left', 'Left'), ('expired', 'Expired')], default='waiting', max_length=8)),
                ('source', models.CharField(choices=[('kiosk', 'Kiosk'), ('phone', 'Phone'), ('teller', 'Teller')], default='kiosk', max_length=8)),
                ('language', models.CharField(default='en', max_length=8)),
                ('priority', models.SmallIntegerField(default=0)),
                ('first', models.BooleanField(default=False)),
                ('revived', models.BooleanField(default=False)),
                ('issued_at', models.DateTimeField()),
                ('called_at', models.DateTimeField(null=True)),
                ('recalls', models.PositiveSmallIntegerField(default=0)),
                ('served_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('next_step_at', models.DateTimeField(null=True)),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tickets', to='branches.branch')),
                ('counter_wanted', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='queueapp.counter')),
                ('queue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='queueapp.queue')),
                ('session', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='queueapp.countersession')),
            ],
        ),
        migrations.AddConstraint(
            model_name='queue',
            constraint=models.UniqueConstraint(fields=('branch', 'letter'), name='letter_per_branch'),
        ),
        migrations.AddConstraint(
            model_name='queue',
            constraint=models.CheckConstraint(condition=models.Q(('estimate_minutes__isnull', True), ('estimate_minutes__gte', 1), _connector='OR'), name='estimate_is_a_minute'),
        ),
        migrations.AddConstraint(
            model_name='counter',
            constraint=models.UniqueConstraint(fields=('branch', 'label'), name='label_per_branch'),
        ),
        migrations.AddConstraint(
            model_name='queueday',
            constraint=models.UniqueConstraint(fields=('queue', 'day'), name='one_day_per_queue'),
        ),
        migrations.AddIndex(
            model_name='shift',
            index=models.Index(fields=['branch', 'day'], name='shift_by_day'),
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=models.CheckConstraint(condition=models.Q(('starts_at__lt', models.F('ends_at'))), name='shift_starts_before_it_ends'),
        ),
        migrations.AddConstraint(
            model_name='countersession',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('counter',), name='one_session_per_counter'),
        ),
        migrations.AddConstraint(
            model_name='countersession',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('staff',), name='one_session_per_person'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['queue', 'issued_at'], name='ticket_waiting'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('next_step_at__isnull', False)), fields=['next_step_at'], name='ticket_due'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['queue', '-ended_at'], name='ticket_by_end'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.UniqueConstraint(fields=('branch', 'day', 'code'), name='code_per_day'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('called', 'serving'))), fields=('session',), name='one_ticket_at_a_counter'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(('next_step_at__isnull', True), models.Q(('state__in', ['done', 'left', 'expired']), _negated=True), _connector='OR'), name='ended_ticket_has_no_next_step'),
        ),
    ]
