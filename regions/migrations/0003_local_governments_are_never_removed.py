"""Keep every local government readable for good (KR-LG-08), whoever writes.

Books that hold millions of rows may then rely on it without a foreign key of their own.
"""

from django.db import migrations

STAYS = """
CREATE FUNCTION local_governments_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.code = OLD.code THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a local government is never removed nor given another code: % refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER local_government_stays
    BEFORE DELETE OR UPDATE OF code ON regions_municipality
    FOR EACH ROW EXECUTE FUNCTION local_governments_stay();
CREATE TRIGGER local_governments_are_not_emptied
    BEFORE TRUNCATE ON regions_municipality
    FOR EACH STATEMENT EXECUTE FUNCTION local_governments_stay();
"""

MAY_GO = """
DROP TRIGGER local_governments_are_not_emptied ON regions_municipality;
DROP TRIGGER local_government_stays ON regions_municipality;
DROP FUNCTION local_governments_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("regions", "0002_restrictions_of_intake")]

    operations = [migrations.RunSQL(STAYS, MAY_GO)]
