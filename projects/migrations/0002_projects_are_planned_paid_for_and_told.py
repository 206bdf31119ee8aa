"""Projects with funding, approvals and history; spending in steps; results, stories, letters."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import kernel.fields
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


OWN = "(SELECT hometown_codes())::text[]"
OF_PROJECT = ("projectsite", "projectresult", "fundingline", "approval", "targetchange")
"""Rows that everybody sees who sees the project, and that its local government writes."""

OF_FUND = ("assignment", "spending")

ROW_LEVEL_SECURITY = (
    f"""
ALTER TABLE projects_fundproject ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON projects_fundproject USING ((SELECT hometown_is_system()));
CREATE POLICY public ON projects_fundproject FOR SELECT USING (status <> 'draft');
CREATE POLICY of_official ON projects_fundproject USING (recipient_id = ANY ({OWN}));

ALTER TABLE projects_projectstep ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON projects_projectstep USING ((SELECT hometown_is_system()));
CREATE POLICY of_official ON projects_projectstep USING (EXISTS (
    SELECT FROM projects_fundproject p WHERE p.id = project_id AND p.recipient_id = ANY ({OWN})));

ALTER TABLE projects_projectstory ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON projects_projectstory USING ((SELECT hometown_is_system()));
CREATE POLICY public ON projects_projectstory FOR SELECT USING (published_at IS NOT NULL
    AND EXISTS (SELECT FROM projects_fundproject p WHERE p.id = project_id));
CREATE POLICY of_official ON projects_projectstory USING (EXISTS (
    SELECT FROM projects_fundproject p WHERE p.id = project_id AND p.recipient_id = ANY ({OWN})));

ALTER TABLE projects_storypicture ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON projects_storypicture USING ((SELECT hometown_is_system()));
CREATE POLICY public ON projects_storypicture FOR SELECT USING (EXISTS (
    SELECT FROM projects_projectstory s WHERE s.id = story_id));
CREATE POLICY of_official ON projects_storypicture USING (EXISTS (
    SELECT FROM projects_projectstory s JOIN projects_fundproject p ON p.id = s.project_id
    WHERE s.id = story_id AND p.recipient_id = ANY ({OWN})));

ALTER TABLE projects_evidence ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON projects_evidence USING ((SELECT hometown_is_system()));
CREATE POLICY of_official ON projects_evidence USING (EXISTS (
    SELECT FROM projects_spending s
    WHERE s.id = spending_id AND s.municipality_id = ANY ({OWN})));
"""
    + "".join(
        f"""
ALTER TABLE projects_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON projects_{table} USING ((SELECT hometown_is_system()));
CREATE POLICY public ON projects_{table} FOR SELECT USING (EXISTS (
    SELECT FROM projects_fundproject p WHERE p.id = project_id));
CREATE POLICY of_official ON projects_{table} USING (EXISTS (
    SELECT FROM projects_fundproject p WHERE p.id = project_id AND p.recipient_id = ANY ({OWN})));
"""
        for table in OF_PROJECT
    )
    + "".join(
        f"""
ALTER TABLE projects_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON projects_{table} USING ((SELECT hometown_is_system()));
CREATE POLICY of_official ON projects_{table} USING (municipality_id = ANY ({OWN}));
"""
        for table in OF_FUND
    )
)

PUBLIC = ("fundproject", "projectstory", "storypicture", *OF_PROJECT)

NO_ROW_LEVEL_SECURITY = "".join(
    f"DROP POLICY public ON projects_{table};\n" for table in PUBLIC
) + "".join(
    f"""
DROP POLICY of_official ON projects_{table};
DROP POLICY system ON projects_{table};
ALTER TABLE projects_{table} DISABLE ROW LEVEL SECURITY;
"""
    for table in (*PUBLIC, "projectstep", "evidence", *OF_FUND)
)

ONLY_ADDED = ("approval", "targetchange", "projectstep", "assignment", "evidence")

APPEND_ONLY = """
CREATE FUNCTION projects_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: what was decided stays', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
""" + "".join(
    f"""
CREATE TRIGGER {table}_stays
    BEFORE UPDATE OR DELETE OR TRUNCATE ON projects_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION projects_refuse_change();
"""
    for table in ONLY_ADDED
)

NOT_APPEND_ONLY = (
    "".join(f"DROP TRIGGER {table}_stays ON projects_{table};\n" for table in ONLY_ADDED)
    + "DROP FUNCTION projects_refuse_change();"
)

STEP_BY_STEP = """
CREATE FUNCTION spending_goes_step_by_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE may_change text[];
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'spendings are never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    may_change := CASE
        WHEN OLD.status = 'requested' AND NEW.status IN ('approved', 'refused')
            THEN ARRAY['decided_by_id', 'decided_at', 'refusal', 'fiscal_year']
        WHEN OLD.status = 'approved' AND NEW.status = 'paid'
            THEN ARRAY['paid_by_id', 'paid_on', 'fiscal_year']
        WHEN OLD.status = 'approved' AND NEW.status = 'refused'
            THEN ARRAY['refusal']
        WHEN OLD.status = 'paid' AND NEW.status = 'reversed'
            THEN ARRAY['reversed_by_id', 'reversed_on', 'reversal', 'reversal_reason']
    END;
    IF may_change IS NULL
        OR to_jsonb(NEW) - 'status' - may_change IS DISTINCT FROM to_jsonb(OLD) - 'status' - may_change
    THEN
        RAISE EXCEPTION 'spending % cannot go from % to % like this', OLD.id, OLD.status, NEW.status
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER spending_goes_step_by_step
    BEFORE UPDATE OR DELETE ON projects_spending
    FOR EACH ROW EXECUTE FUNCTION spending_goes_step_by_step();
CREATE TRIGGER spendings_are_never_truncated
    BEFORE TRUNCATE ON projects_spending
    FOR EACH STATEMENT EXECUTE FUNCTION spending_goes_step_by_step();
"""

NOT_STEP_BY_STEP = """
DROP TRIGGER spendings_are_never_truncated ON projects_spending;
DROP TRIGGER spending_goes_step_by_step ON projects_spending;
DROP FUNCTION spending_goes_step_by_step();
"""

IN_ALL_BOOKS = """
CREATE FUNCTION spending_is_in_all_books() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE shown bigint; booked bigint; taken_back bigint; pot text;
BEGIN
    pot := CASE NEW.source WHEN 'designated' THEN 'project:' || NEW.project_id ELSE '' END;
    SELECT count(*) INTO shown FROM projects_evidence WHERE spending_id = NEW.id;
    SELECT coalesce(sum(amount_krw), 0) INTO booked FROM ledger_journaltransfer
        WHERE entry = NEW.id AND kind = 'spending' AND municipality_id = NEW.municipality_id
          AND debit_account = NEW.account AND credit_account = '1100' AND designation = pot;
    SELECT coalesce(sum(amount_krw), 0) INTO taken_back FROM ledger_journaltransfer
        WHERE entry = NEW.reversal AND kind = 'reversal' AND municipality_id = NEW.municipality_id
          AND debit_account = '1100' AND credit_account = NEW.account AND designation = pot;
    IF shown = 0
        OR booked <> (CASE WHEN NEW.status IN ('paid', 'reversed') THEN NEW.amount_krw ELSE 0 END)
        OR taken_back <> (CASE NEW.status WHEN 'reversed' THEN NEW.amount_krw ELSE 0 END)
    THEN
        RAISE EXCEPTION 'spending % (%): % papers, % booked, % taken back',
            NEW.id, NEW.status, shown, booked, taken_back
            USING ERRCODE = 'check_violation', CONSTRAINT = 'spending_is_in_all_books';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER spending_is_in_all_books
    AFTER INSERT OR UPDATE ON projects_spending DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION spending_is_in_all_books();
"""

NOT_IN_ALL_BOOKS = """
DROP TRIGGER spending_is_in_all_books ON projects_spending;
DROP FUNCTION spending_is_in_all_books();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0001_fund_projects'),
        ('regions', '0002_restrictions_of_intake'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.CharField(choices=[('committee', 'Fund review committee'), ('council', 'Council'), ('report', 'Report to the council (disaster)')], max_length=10, verbose_name='body')),
                ('decided_on', models.DateField(verbose_name='decided on')),
                ('document_reference', models.CharField(max_length=120, verbose_name='document')),
                ('approved_krw', models.BigIntegerField(blank=True, null=True, verbose_name='amount approved (won)')),
                ('entered_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='entered at')),
            ],
            options={
                'verbose_name': 'approval',
                'verbose_name_plural': 'approvals',
                'ordering': ['decided_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('from_purpose', models.CharField(blank=True, max_length=2, verbose_name='from purpose')),
                ('amount_krw', models.BigIntegerField(verbose_name='amount (won)')),
                ('decided_on', models.DateField(verbose_name='decided on')),
                ('decision_reference', models.CharField(max_length=120, verbose_name='decision')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('booked_on', models.DateField(verbose_name='booked on')),
            ],
            options={
                'verbose_name': 'assignment of designated money',
                'verbose_name_plural': 'assignments of designated money',
                'ordering': ['booked_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', kernel.fields.EncryptedTextField(verbose_name='file')),
                ('content_type', models.CharField(max_length=40, verbose_name='type')),
                ('size', models.PositiveIntegerField(verbose_name='size')),
                ('sha256', models.CharField(editable=False, max_length=64)),
                ('content', models.BinaryField()),
                ('uploaded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='uploaded at')),
            ],
            options={
                'verbose_name': 'evidence',
                'verbose_name_plural': 'evidence',
                'ordering': ['uploaded_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='FundingLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('designated', 'Designated donations'), ('general_money', 'General money of the fund'), ('upper_share', 'Share of the upper tier'), ('lower_share', 'Share of a city or county'), ('general_budget', 'General budget'), ('other', 'Other')], max_length=20, verbose_name='source')),
                ('planned_krw', models.BigIntegerField(verbose_name='planned (won)')),
                ('note', models.CharField(blank=True, max_length=160, verbose_name='note')),
            ],
            options={
                'verbose_name': 'funding line',
                'verbose_name_plural': 'funding lines',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ProjectStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('approved', 'Approved'), ('open', 'Open for donations'), ('closed', 'Closed'), ('running', 'Running'), ('settled', 'Settled'), ('published', 'Published'), ('cancelled', 'Cancelled')], max_length=10, verbose_name='to')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('taken_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='taken at')),
            ],
            options={
                'verbose_name': 'step',
                'verbose_name_plural': 'steps',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ProjectStory',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('story', 'Story'), ('letter', 'Letter to donors')], default='story', max_length=10, verbose_name='kind')),
                ('title_ko', models.CharField(max_length=120, verbose_name='title (Korean)')),
                ('title_en', models.CharField(blank=True, max_length=160, verbose_name='title (English)')),
                ('body_ko', models.TextField(verbose_name='text (Korean)')),
                ('body_en', models.TextField(blank=True, verbose_name='text (English)')),
                ('author', models.CharField(blank=True, help_text='as it shall be shown, such as “the grandmothers of the village”', max_length=80, verbose_name='who tells it')),
                ('told_on', models.DateField(verbose_name='date')),
                ('published_at', models.DateTimeField(editable=False, null=True, verbose_name='published at')),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='demo')),
            ],
            options={
                'verbose_name': 'story or letter',
                'verbose_name_plural': 'stories and letters',
                'ordering': ['-told_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Spending',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('lineage_code', models.CharField(editable=False, max_length=6)),
                ('fiscal_year', models.PositiveSmallIntegerField(verbose_name='fiscal year')),
                ('category', models.CharField(choices=[('project', 'Fund project'), ('gifts', 'Cost of gifts'), ('running', 'Cost of raising and running'), ('transfer', 'Transfer out')], max_length=10, verbose_name='category')),
                ('account', models.CharField(choices=[('5310', 'Project: staff'), ('5320', 'Project: supplies and running'), ('5330', 'Project: support of residents'), ('5340', 'Project: grants to resident groups'), ('5350', 'Project: land, buildings and works'), ('5360', 'Project: equipment and vehicles'), ('5370', 'Project: share paid to another local government'), ('5390', 'Project: other'), ('5100', 'Cost of gifts'), ('5200', 'Cost of raising and running'), ('5400', 'Transfers out')], max_length=4, verbose_name='account')),
                ('source', models.CharField(choices=[('designated', 'Designated money of the project'), ('general', 'General money')], max_length=10, verbose_name='out of')),
                ('amount_krw', models.BigIntegerField(verbose_name='amount (won)')),
                ('what_for', models.CharField(max_length=160, verbose_name='what for')),
                ('payee', kernel.fields.EncryptedTextField(blank=True, default='', verbose_name='paid to')),
                ('basis', models.CharField(blank=True, max_length=160, verbose_name='basis')),
                ('status', models.CharField(choices=[('requested', 'Requested'), ('approved', 'Approved'), ('refused', 'Refused'), ('paid', 'Paid'), ('reversed', 'Paid back')], default='requested', max_length=10, verbose_name='status')),
                ('requested_at', models.DateTimeField(verbose_name='requested at')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('refusal', models.CharField(blank=True, max_length=300, verbose_name='reason of the refusal')),
                ('paid_on', models.DateField(null=True, verbose_name='paid on')),
                ('reversed_on', models.DateField(null=True, verbose_name='paid back on')),
                ('reversal', models.UUIDField(editable=False, null=True)),
                ('reversal_reason', models.CharField(blank=True, max_length=300, verbose_name='why it was paid back')),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='demo')),
            ],
            options={
                'verbose_name': 'spending',
                'verbose_name_plural': 'spendings',
            },
        ),
        migrations.CreateModel(
            name='StoryPicture',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('caption_ko', models.CharField(max_length=160, verbose_name='what it shows (Korean)')),
                ('caption_en', models.CharField(blank=True, max_length=200, verbose_name='what it shows (English)')),
                ('width', models.PositiveSmallIntegerField(editable=False)),
                ('height', models.PositiveSmallIntegerField(editable=False)),
                ('content', models.BinaryField()),
                ('sha256', models.CharField(editable=False, max_length=64)),
                ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                'verbose_name': 'picture',
                'verbose_name_plural': 'pictures',
                'ordering': ['added_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='TargetChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before_krw', models.BigIntegerField(null=True, verbose_name='before (won)')),
                ('after_krw', models.BigIntegerField(verbose_name='after (won)')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='changed at')),
            ],
            options={
                'verbose_name': 'change of target',
                'verbose_name_plural': 'changes of target',
                'ordering': ['id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='fundproject',
            name='project_is_not_overspent',
        ),
        migrations.AddField(
            model_name='fundproject',
            name='assigned_krw',
            field=models.BigIntegerField(db_default=0, default=0, editable=False, verbose_name='designated money moved here (won)'),
        ),
        migrations.AddField(
            model_name='fundproject',
            name='beneficiaries',
            field=models.CharField(blank=True, default='', max_length=200, verbose_name='whom it serves'),
        ),
        migrations.AddField(
            model_name='fundproject',
            name='beneficiary_count',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='people served'),
        ),
        migrations.AddField(
            model_name='fundproject',
            name='bound_designated_krw',
            field=models.BigIntegerField(db_default=0, default=0, editable=False, verbose_name='approved out of designated money (won)'),
        ),
        migrations.AddField(
            model_name='fundproject',
            name='bound_general_krw',
            field=models.BigIntegerField(db_default=0, default=0, editable=False, verbose_name='approved out of general money (won)'),
        ),
        migrations.AddField(
            model_name='fundproject',
            name='general_krw',
            field=models.BigIntegerField(db_default=0, default=0, editable=False, verbose_name='general money of the fund (won)'),
        ),
        migrations.AddField(
            model_name='fundproject',
            name='is_disaster_relief',
            field=models.BooleanField(default=False, help_text='A report to the council may then stand in for its vote.', verbose_name='disaster relief'),
        ),
        migrations.AddField(
            model_name='fundproject',
            name='may_close_early',
            field=models.BooleanField(default=False, verbose_name='may close early'),
        ),
        migrations.AddField(
            model_name='fundproject',
            name='previous_season',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next_seasons', to='projects.fundproject', verbose_name='season before'),
        ),
        migrations.AddField(
            model_name='fundproject',
            name='when_reached',
            field=models.CharField(choices=[('close', 'Close for donations'), ('stay_open', 'Stay open until the last day')], default='stay_open', max_length=10, verbose_name='when the target is reached'),
        ),
        migrations.AddField(
            model_name='fundproject',
            name='when_short',
            field=models.CharField(choices=[('reduce', 'Do as much as the money allows'), ('second_campaign', 'Raise the rest in another season'), ('general_money', 'Fill up from general money')], default='reduce', max_length=20, verbose_name='when money is short'),
        ),
        migrations.AddField(
            model_name='fundproject',
            name='when_surplus',
            field=models.CharField(choices=[('next_season', 'The same project in its next season'), ('council_decides', 'Another project, as the council decides')], default='next_season', max_length=20, verbose_name='when money is left over'),
        ),
        migrations.AddField(
            model_name='projectsite',
            name='equipment',
            field=models.TextField(blank=True, default='', verbose_name='equipment'),
        ),
        migrations.AlterField(
            model_name='projectsite',
            name='operator',
            field=models.CharField(blank=True, help_text='often a group of residents, not the local government', max_length=120, verbose_name='operator'),
        ),
        migrations.AddConstraint(
            model_name='fundproject',
            constraint=models.CheckConstraint(condition=models.Q(('donor_count__gte', 0), ('raised_krw__gte', 0), ('spent_krw__gte', 0), ('bound_designated_krw__gte', 0), ('bound_general_krw__gte', 0), ('bound_designated_krw__lte', django.db.models.expressions.CombinedExpression(models.F('raised_krw'), '+', models.F('assigned_krw'))), ('bound_general_krw__lte', models.F('general_krw')), ('spent_krw__lte', django.db.models.expressions.CombinedExpression(models.F('bound_designated_krw'), '+', models.F('bound_general_krw')))), name='project_is_not_overspent'),
        ),
        migrations.AddConstraint(
            model_name='fundproject',
            constraint=models.CheckConstraint(condition=models.Q(('closes_on', None), ('opens_on__lte', models.F('closes_on')), _connector='OR'), name='project_closes_after_it_opens', violation_error_message='The last day is before the first.'),
        ),
        migrations.AddConstraint(
            model_name='fundproject',
            constraint=models.CheckConstraint(condition=models.Q(('season__gte', 1)), name='project_season_counts_from_one'),
        ),
        migrations.AlterConstraint(
            model_name='fundproject',
            name='designated_project_has_target_and_dates',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'general'), ('status', 'draft'), models.Q(('opens_on__isnull', False), ('target_krw__gt', 0)), _connector='OR'), name='designated_project_has_target_and_dates', violation_error_message='A designated project needs a target and a first day.'),
        ),
        migrations.AddField(
            model_name='approval',
            name='entered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by'),
        ),
        migrations.AddField(
            model_name='approval',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='projects.fundproject'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='entered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='from_project',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='moved_away', to='projects.fundproject', verbose_name='from project'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality', verbose_name='fund of'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moved_here', to='projects.fundproject', verbose_name='to project'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='uploaded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by'),
        ),
        migrations.AddField(
            model_name='fundingline',
            name='payer',
            field=models.ForeignKey(blank=True, help_text="empty for the project's own local government", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality', verbose_name='paid by'),
        ),
        migrations.AddField(
            model_name='fundingline',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='funding_lines', to='projects.fundproject'),
        ),
        migrations.AddField(
            model_name='projectstep',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='projects.fundproject'),
        ),
        migrations.AddField(
            model_name='projectstep',
            name='taken_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='taken by'),
        ),
        migrations.AddField(
            model_name='projectstory',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stories', to='projects.fundproject', verbose_name='project'),
        ),
        migrations.AddField(
            model_name='projectstory',
            name='written_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by'),
        ),
        migrations.AddField(
            model_name='spending',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='spending',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.municipality', verbose_name='fund of'),
        ),
        migrations.AddField(
            model_name='spending',
            name='paid_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='paid by'),
        ),
        migrations.AddField(
            model_name='spending',
            name='project',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='spendings', to='projects.fundproject', verbose_name='project'),
        ),
        migrations.AddField(
            model_name='spending',
            name='requested_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='requested by'),
        ),
        migrations.AddField(
            model_name='spending',
            name='reversed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='paid back: entered by'),
        ),
        migrations.AddField(
            model_name='spending',
            name='site',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='projects.projectsite', verbose_name='site'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='spending',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='projects.spending'),
        ),
        migrations.AddField(
            model_name='storypicture',
            name='story',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pictures', to='projects.projectstory'),
        ),
        migrations.AddField(
            model_name='targetchange',
            name='changed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='changed by'),
        ),
        migrations.AddField(
            model_name='targetchange',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='target_changes', to='projects.fundproject'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.CheckConstraint(condition=models.Q(('document_reference', ''), _negated=True), name='approval_names_its_document'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('amount_krw__gt', 0)), name='assignment_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('from_project', None), ('from_purpose__in', ['P1', 'P2', 'P3', 'P4'])), models.Q(('from_project__isnull', False), ('from_purpose', '')), _connector='OR'), name='assignment_comes_from_one_pot'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('from_project', None), models.Q(('from_project', models.F('project')), _negated=True), _connector='OR'), name='assignment_goes_elsewhere'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('decision_reference', ''), _negated=True), name='assignment_names_its_decision'),
        ),
        migrations.AddConstraint(
            model_name='fundingline',
            constraint=models.CheckConstraint(condition=models.Q(('planned_krw__gt', 0)), name='funding_line_is_positive'),
        ),
        migrations.AddIndex(
            model_name='spending',
            index=models.Index(fields=['municipality', '-id'], name='spending_newest_of_fund'),
        ),
        migrations.AddIndex(
            model_name='spending',
            index=models.Index(condition=models.Q(('status__in', ['approved', 'paid'])), fields=['lineage_code', 'fiscal_year'], name='spending_bound_in_year'),
        ),
        migrations.AddConstraint(
            model_name='spending',
            constraint=models.CheckConstraint(condition=models.Q(('amount_krw__gt', 0)), name='spending_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='spending',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('account__startswith', '53'), ('category', 'project'), ('project__isnull', False)), models.Q(('account', '5100'), ('category', 'gifts'), ('project', None), ('source', 'general')), models.Q(('account', '5200'), ('category', 'running'), ('project', None), ('source', 'general')), models.Q(('account', '5400'), ('category', 'transfer'), ('project', None), ('source', 'general'), models.Q(('basis', ''), _negated=True)), _connector='OR'), name='spending_of_a_project_names_it'),
        ),
        migrations.AddConstraint(
            model_name='spending',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('requested_by')), _negated=True), _connector='OR'), name='spending_is_decided_by_another'),
        ),
        migrations.AddConstraint(
            model_name='spending',
            constraint=models.CheckConstraint(condition=models.Q(('paid_by', None), models.Q(('paid_by', models.F('decided_by')), _negated=True), _connector='OR'), name='spending_is_paid_by_another'),
        ),
        migrations.AddConstraint(
            model_name='spending',
            constraint=models.CheckConstraint(condition=models.Q(('reversed_by', None), models.Q(('reversed_by', models.F('paid_by')), _negated=True), _connector='OR'), name='spending_is_paid_back_by_another'),
        ),
        migrations.AddConstraint(
            model_name='spending',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by', None), ('paid_by', None), ('paid_on', None), ('status', 'requested')), models.Q(('decided_by__isnull', False), ('paid_by', None), ('status__in', ['approved', 'refused'])), models.Q(('decided_by__isnull', False), ('paid_by__isnull', False), ('paid_on__isnull', False), ('reversed_by', None), ('status', 'paid')), models.Q(('paid_by__isnull', False), ('reversal__isnull', False), ('reversed_by__isnull', False), ('reversed_on__isnull', False), ('status', 'reversed')), _connector='OR'), name='spending_says_who_did_what'),
        ),
        migrations.AddConstraint(
            model_name='storypicture',
            constraint=models.CheckConstraint(condition=models.Q(('height__gte', 1), ('width__gte', 1)), name='picture_has_a_size'),
        ),
        migrations.RunSQL([ROW_LEVEL_SECURITY], [NO_ROW_LEVEL_SECURITY]),
        migrations.RunSQL([APPEND_ONLY], [NOT_APPEND_ONLY]),
        migrations.RunSQL([STEP_BY_STEP], [NOT_STEP_BY_STEP]),
        migrations.RunSQL([IN_ALL_BOOKS], [NOT_IN_ALL_BOOKS]),
    ]
