"""Officials tell which gifts a year's publication names, and what else; it stays once published."""

import datetime
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

TOLD = ("givengift", "nameditem")

STAYS_ONCE_PUBLISHED = """
CREATE FUNCTION projects_told_until_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE of_year bigint; stands text;
BEGIN
    of_year := CASE WHEN TG_OP = 'DELETE' THEN OLD.fund_year_id ELSE NEW.fund_year_id END;
    -- Waits for a publication under way, so that nothing is told beside it.
    SELECT status INTO stands FROM ledger_fundyear WHERE id = of_year FOR SHARE;
    IF stands IS NULL OR stands = 'published'
        OR (TG_OP = 'UPDATE' AND OLD.fund_year_id <> NEW.fund_year_id)
    THEN
        RAISE EXCEPTION '% on % is refused: what was published stays', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER givengift_stays_once_published
    BEFORE INSERT OR UPDATE OR DELETE ON projects_givengift
    FOR EACH ROW EXECUTE FUNCTION projects_told_until_published();
CREATE TRIGGER nameditem_stays_once_published
    BEFORE INSERT OR UPDATE OR DELETE ON projects_nameditem
    FOR EACH ROW EXECUTE FUNCTION projects_told_until_published();
""" + "".join(
    f"""
CREATE TRIGGER {table}_is_never_truncated
    BEFORE TRUNCATE ON projects_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION projects_refuse_change();
"""
    for table in TOLD
)

CHANGES_FOR_EVER = (
    "".join(
        f"""
DROP TRIGGER {table}_is_never_truncated ON projects_{table};
DROP TRIGGER {table}_stays_once_published ON projects_{table};
"""
        for table in TOLD
    )
    + "DROP FUNCTION projects_told_until_published();"
)

ROW_LEVEL_SECURITY = "".join(
    f"""
ALTER TABLE projects_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON projects_{table} USING ((SELECT hometown_is_system()));
CREATE POLICY of_official ON projects_{table} USING (EXISTS (
    SELECT FROM ledger_fundyear y WHERE y.id = fund_year_id
        AND y.municipality_id = ANY ((SELECT hometown_codes())::text[])));
"""
    for table in TOLD
)

NO_ROW_LEVEL_SECURITY = "".join(
    f"""
DROP POLICY of_official ON projects_{table};
DROP POLICY system ON projects_{table};
ALTER TABLE projects_{table} DISABLE ROW LEVEL SECURITY;
"""
    for table in TOLD
)


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0008_lists_by_day_come_from_one_index'),
        ('projects', '0005_sites_are_told_in_english'),
    ]

    operations = [
        migrations.CreateModel(
            name='GivenGift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind_ko', models.CharField(max_length=80, verbose_name='gift (Korean)')),
                ('kind_en', models.CharField(blank=True, default='', max_length=120, verbose_name='gift (English)')),
                ('number', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='number given')),
                ('cost_krw', models.BigIntegerField(blank=True, help_text='shown only where it is entered', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='cost (won)')),
                ('fund_year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='given_gifts', to='ledger.fundyear')),
            ],
            options={
                'verbose_name': 'gift provided',
                'verbose_name_plural': 'gifts provided',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('fund_year', 'kind_ko'), name='gift_told_once_a_year'), models.CheckConstraint(condition=models.Q(('kind_ko', ''), _negated=True), name='gift_told_names_its_kind'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='gift_told_was_given'), models.CheckConstraint(condition=models.Q(('cost_krw', None), ('cost_krw__gte', 1), _connector='OR'), name='gift_told_costs_something_or_is_silent')],
            },
        ),
        migrations.CreateModel(
            name='NamedItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('named_by', models.CharField(choices=[('minister', 'the Minister of the Interior and Safety'), ('head', 'the head of the local government')], max_length=10, verbose_name='named by')),
                ('named_on', models.DateField(help_text='the day of the notice or decision that names it', verbose_name='named on')),
                ('title_ko', models.CharField(max_length=120, verbose_name='title (Korean)')),
                ('title_en', models.CharField(blank=True, default='', max_length=160, verbose_name='title (English)')),
                ('text_ko', models.TextField(max_length=2000, verbose_name='text (Korean)')),
                ('text_en', models.TextField(blank=True, default='', max_length=2000, verbose_name='text (English)')),
                ('fund_year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='named_items', to='ledger.fundyear')),
            ],
            options={
                'verbose_name': 'item named besides',
                'verbose_name_plural': 'items named besides',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('title_ko', ''), _negated=True), models.Q(('text_ko', ''), _negated=True)), name='item_is_told'), models.CheckConstraint(condition=models.Q(models.Q(('named_by', 'head'), _negated=True), ('named_on__gte', datetime.date(2026, 3, 26)), _connector='OR'), name='head_names_items_from_its_day')],
            },
        ),
        migrations.RunSQL([ROW_LEVEL_SECURITY], [NO_ROW_LEVEL_SECURITY]),
        migrations.RunSQL([STAYS_ONCE_PUBLISHED], [CHANGES_FOR_EVER]),
    ]
