"""Let no local government get another code, so that books may name it without a foreign key.

One that the books name is not removed either (KR-LG-08): a trigger of the donations sees to that.
"""

from django.db import migrations

STAYS = """
CREATE FUNCTION local_governments_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.code = OLD.code THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a local government is never given another code nor are all removed: % refused',
        TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER local_government_stays
    BEFORE UPDATE OF code ON regions_municipality
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
