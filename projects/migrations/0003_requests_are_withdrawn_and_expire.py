"""A request for money may be withdrawn and expires; what was promised may go on to a new year."""

from django.db import migrations, models
from django.db.models import Q

STEP_BY_STEP = """
CREATE OR REPLACE FUNCTION spending_goes_step_by_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE may_change text[];
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'spendings are never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    may_change := CASE
        WHEN OLD.status = 'requested' AND NEW.status IN ('approved', 'refused')
            THEN ARRAY['decided_by_id', 'decided_at', 'refusal', 'fiscal_year']
        {more}WHEN OLD.status = 'approved' AND NEW.status = 'paid'
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
"""

MORE = """WHEN OLD.status = 'requested' AND NEW.status IN ('withdrawn', 'expired')
            THEN ARRAY[]::text[]
        WHEN OLD.status = 'approved' AND NEW.status = 'approved'
            THEN ARRAY['fiscal_year']
        """

TWO_SIGN = """
CREATE FUNCTION spending_is_decided_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> 'requested' THEN
        RAISE EXCEPTION 'a spending begins as a request' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER spending_begins_as_a_request
    BEFORE INSERT ON projects_spending
    FOR EACH ROW EXECUTE FUNCTION spending_is_decided_by_two();
"""

ONE_SIGNS = """
DROP TRIGGER spending_begins_as_a_request ON projects_spending;
DROP FUNCTION spending_is_decided_by_two();
"""

IN_ALL_BOOKS = """
CREATE OR REPLACE FUNCTION spending_is_in_all_books() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE {declared}shown bigint; booked bigint; taken_back bigint; pot text;
BEGIN{begun}
    pot := CASE {row}.source WHEN 'designated' THEN 'project:' || {row}.project_id ELSE '' END;
    SELECT count(*) INTO shown FROM projects_evidence WHERE spending_id = {row}.id;
    SELECT coalesce(sum(amount_krw), 0) INTO booked FROM ledger_journaltransfer
        WHERE entry = {row}.id AND kind = 'spending' AND municipality_id = {row}.municipality_id
          AND debit_account = {row}.account AND credit_account = '1100' AND designation = pot;
    SELECT coalesce(sum(amount_krw), 0) INTO taken_back FROM ledger_journaltransfer
        WHERE entry = {row}.reversal AND kind = 'reversal'
          AND municipality_id = {row}.municipality_id
          AND debit_account = '1100' AND credit_account = {row}.account AND designation = pot;
    IF shown = 0
        OR booked <> (CASE WHEN {row}.status IN ('paid', 'reversed')
            THEN {row}.amount_krw ELSE 0 END)
        OR taken_back <> (CASE {row}.status WHEN 'reversed' THEN {row}.amount_krw ELSE 0 END)
    THEN
        RAISE EXCEPTION 'spending % (%): % papers, % booked, % taken back',
            {row}.id, {row}.status, shown, booked, taken_back
            USING ERRCODE = 'check_violation', CONSTRAINT = 'spending_is_in_all_books';
    END IF;
    RETURN NULL;
END $$;
"""

AS_IT_STANDS = IN_ALL_BOOKS.format(
    declared="this projects_spending; ",
    begun="""
    -- Several steps may share a transaction: what counts is how the spending stands at its end.
    SELECT * INTO this FROM projects_spending WHERE id = NEW.id;""",
    row="this",
)
AS_IT_STOOD = IN_ALL_BOOKS.format(declared="", begun="", row="NEW")

WHO_DID_WHAT = (
    Q(status__in=['approved', 'refused'], decided_by__isnull=False, paid_by=None)
    | Q(status='paid', decided_by__isnull=False, paid_by__isnull=False, paid_on__isnull=False, reversed_by=None)
    | Q(status='reversed', paid_by__isnull=False, reversed_by__isnull=False, reversed_on__isnull=False, reversal__isnull=False)
)


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0002_projects_are_planned_paid_for_and_told'),
    ]

    operations = [
        migrations.AlterField(
            model_name='spending',
            name='status',
            field=models.CharField(choices=[('requested', 'Requested'), ('approved', 'Approved'), ('refused', 'Refused'), ('paid', 'Paid'), ('reversed', 'Paid back'), ('withdrawn', 'Withdrawn'), ('expired', 'Expired')], default='requested', max_length=10, verbose_name='status'),
        ),
        migrations.RemoveConstraint(model_name='spending', name='spending_says_who_did_what'),
        migrations.AddConstraint(
            model_name='spending',
            constraint=models.CheckConstraint(
                name='spending_says_who_did_what',
                condition=Q(status__in=['requested', 'withdrawn', 'expired'], decided_by=None, paid_by=None, paid_on=None) | WHO_DID_WHAT,
            ),
        ),
        migrations.RunSQL([STEP_BY_STEP.format(more=MORE)], [STEP_BY_STEP.format(more='')]),
        migrations.RunSQL([TWO_SIGN], [ONE_SIGNS]),
        migrations.RunSQL([AS_IT_STANDS], [AS_IT_STOOD]),
    ]
