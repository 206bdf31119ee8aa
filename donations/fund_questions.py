"""Do a fund's books agree: journal, pots, projects, spending, ceilings, closed years?

Questions of :mod:`donations.books`, each a query for counter-examples. Amounts are whole won; a
fund goes by its lineage, so that it stays one fund when its code changes.
"""

SIDES = """
    SELECT t.entry, t.municipality_id, m.lineage_code, t.booked_on, t.kind, t.designation,
           t.debit_account AS account, t.amount_krw AS debit_krw, 0::bigint AS credit_krw
      FROM ledger_journaltransfer t JOIN regions_municipality m ON m.code = t.municipality_id
    UNION ALL
    SELECT t.entry, t.municipality_id, m.lineage_code, t.booked_on, t.kind, t.designation,
           t.credit_account, 0, t.amount_krw
      FROM ledger_journaltransfer t JOIN regions_municipality m ON m.code = t.municipality_id
"""

POTS = f"""
    SELECT lineage_code, designation, sum(credit_krw - debit_krw) AS held_krw FROM ({SIDES}) s
     WHERE account NOT IN ('1100', '4900') GROUP BY 1, 2
"""  # noqa: S608 - constant text

JOURNAL: dict[str, str] = {
    "debit and credit are equal in every entry, fund and day": f"""
        SELECT entry::text FROM ({SIDES}) s
        GROUP BY entry, municipality_id, booked_on HAVING sum(debit_krw) <> sum(credit_krw)
    """,  # noqa: S608
    "every entry is of one fund and one day": """
        SELECT entry::text FROM ledger_journaltransfer GROUP BY entry
        HAVING min(municipality_id) <> max(municipality_id) OR min(booked_on) <> max(booked_on)
    """,
    "what is reassigned comes to nothing in every entry": f"""
        SELECT entry::text FROM ({SIDES}) s WHERE account = '4900'
        GROUP BY entry HAVING sum(debit_krw) <> sum(credit_krw)
    """,  # noqa: S608
    "no pot of a fund is overdrawn": f"""
        SELECT lineage_code || ' ' || designation FROM ({POTS}) p WHERE held_krw < 0
    """,  # noqa: S608
    "cash is donations less returns and spending, and other income": f"""
        SELECT coalesce(cash.lineage_code, known.lineage_code) FROM (
            SELECT lineage_code, sum(debit_krw - credit_krw) AS krw FROM ({SIDES}) s
            WHERE account = '1100' GROUP BY 1
        ) cash
        FULL JOIN (
            SELECT lineage_code, sum(krw) AS krw FROM (
                SELECT recipient_id AS code, amount_krw AS krw FROM donations_donation
                UNION ALL
                SELECT d.recipient_id, -r.returned_krw FROM donations_donationreturn r
                JOIN donations_donation d ON d.id = r.donation_id WHERE r.status = 'paid_out'
                UNION ALL
                SELECT municipality_id, -amount_krw FROM projects_spending WHERE status = 'paid'
                UNION ALL
                SELECT municipality_id, amount_krw FROM ledger_otherincome WHERE reversal IS NULL
            ) facts JOIN regions_municipality m USING (code) GROUP BY 1
        ) known USING (lineage_code)
        WHERE coalesce(cash.krw, 0) <> coalesce(known.krw, 0)
    """,  # noqa: S608
    "every other income is booked once, and taken back once if it was reversed": """
        SELECT i.id::text FROM ledger_otherincome i
        LEFT JOIN ledger_journaltransfer t ON t.entry = i.id AND t.kind = 'income'
            AND t.debit_account = '1100' AND t.credit_account = i.account
        LEFT JOIN ledger_journaltransfer r ON r.entry = i.reversal AND r.kind = 'reversal'
            AND r.debit_account = i.account AND r.credit_account = '1100'
        GROUP BY i.id HAVING coalesce(sum(t.amount_krw), 0) <> i.amount_krw OR count(t.id) <> 1
            OR count(r.id) <> CASE WHEN i.reversal IS NULL THEN 0 ELSE 1 END
            OR bool_or(r.amount_krw <> i.amount_krw)
    """,
}

SPENDING: dict[str, str] = {
    "every spending shows its evidence, and is booked exactly if it was paid": """
        SELECT s.id::text FROM projects_spending s
        LEFT JOIN ledger_journaltransfer t ON t.entry = s.id AND t.kind = 'spending'
            AND t.debit_account = s.account AND t.credit_account = '1100'
            AND t.booked_on = s.paid_on
            AND t.designation = CASE s.source
                WHEN 'designated' THEN 'project:' || s.project_id ELSE '' END
        LEFT JOIN ledger_journaltransfer r ON r.entry = s.reversal AND r.kind = 'reversal'
            AND r.debit_account = '1100' AND r.credit_account = s.account
            AND r.designation = t.designation
        WHERE coalesce(t.amount_krw, 0)
                <> CASE WHEN s.status IN ('paid', 'reversed') THEN s.amount_krw ELSE 0 END
           OR coalesce(r.amount_krw, 0)
                <> CASE WHEN s.status = 'reversed' THEN s.amount_krw ELSE 0 END
           OR NOT EXISTS (SELECT FROM projects_evidence e WHERE e.spending_id = s.id)
    """,
    "every spending, reversal and assignment entry belongs to what was decided": """
        SELECT t.entry::text FROM ledger_journaltransfer t
        WHERE (t.kind = 'spending' AND NOT EXISTS (
                SELECT FROM projects_spending s
                WHERE s.id = t.entry AND s.status IN ('paid', 'reversed')))
           OR (t.kind = 'reversal'
                AND NOT EXISTS (SELECT FROM projects_spending s WHERE s.reversal = t.entry)
                AND NOT EXISTS (SELECT FROM ledger_otherincome i WHERE i.reversal = t.entry))
           OR (t.kind = 'assignment'
                AND NOT EXISTS (SELECT FROM projects_assignment a WHERE a.id = t.entry)
                AND NOT EXISTS (SELECT FROM donations_donationreturn r
                    WHERE r.id = t.entry AND r.status = 'paid_out' AND r.gift_value_krw > 0))
           OR (t.kind = 'income'
                AND NOT EXISTS (SELECT FROM ledger_otherincome i WHERE i.id = t.entry))
    """,
    "two different officials decided and paid every spending": """
        SELECT id::text FROM projects_spending
        WHERE decided_by_id = requested_by_id OR paid_by_id = decided_by_id
           OR reversed_by_id = paid_by_id
           OR (status IN ('approved', 'paid', 'reversed') AND decided_by_id IS NULL)
    """,
    "every spending is in the audit trail": """
        SELECT s.id::text FROM projects_spending s
        LEFT JOIN audit_auditevent e ON e.subject = 'spending:' || s.id
            AND e.kind = 'spending.' || s.status
        LEFT JOIN audit_auditevent r ON r.subject = e.subject
            AND r.kind IN ('spending.approval_revoked', 'spending.carried_over')
        GROUP BY s.id HAVING count(e.id) = 0 AND count(r.id) = 0
            AND NOT EXISTS (SELECT FROM audit_auditevent x
                WHERE x.subject = 'spending:' || s.id AND x.kind = 'spending.approval_revoked')
    """,
    "every project has bound and spent what was approved and paid": """
        SELECT p.id::text FROM projects_fundproject p
        LEFT JOIN (
            SELECT project_id,
                sum(amount_krw) FILTER (WHERE source = 'designated') AS designated_krw,
                sum(amount_krw) FILTER (WHERE source = 'general') AS general_krw,
                sum(amount_krw) FILTER (WHERE status = 'paid') AS paid_krw
            FROM projects_spending WHERE status IN ('approved', 'paid') GROUP BY 1
        ) s ON s.project_id = p.id
        WHERE coalesce(s.designated_krw, 0) <> p.bound_designated_krw
           OR coalesce(s.general_krw, 0) <> p.bound_general_krw
           OR coalesce(s.paid_krw, 0) <> p.spent_krw
           OR p.bound_designated_krw > p.raised_krw + p.assigned_krw
           OR p.bound_general_krw > p.general_krw
    """,
}

DESIGNATED: dict[str, str] = {
    "every project's pot holds what was given and assigned to it less what was paid": f"""
        SELECT p.id::text FROM projects_fundproject p
        LEFT JOIN (
            SELECT designation, sum(held_krw) AS held_krw FROM ({POTS}) pots GROUP BY 1
        ) pot ON pot.designation = 'project:' || p.id
        LEFT JOIN (
            SELECT project_id, sum(amount_krw) AS paid_krw FROM projects_spending
            WHERE status = 'paid' AND source = 'designated' GROUP BY 1
        ) s ON s.project_id = p.id
        WHERE coalesce(pot.held_krw, 0)
            <> p.raised_krw + p.assigned_krw - coalesce(s.paid_krw, 0)
    """,  # noqa: S608
    "every purpose's pot holds what was given for it less what was assigned": f"""
        SELECT coalesce(pot.lineage_code || ' ' || pot.purpose, known.lineage_code) FROM (
            SELECT lineage_code, designation AS purpose, held_krw FROM ({POTS}) pots
            WHERE designation IN ('P1', 'P2', 'P3', 'P4')
        ) pot
        FULL JOIN (
            SELECT lineage_code, purpose, sum(krw) AS krw FROM (
                SELECT recipient_id AS code, purpose, amount_krw AS krw FROM donations_donation
                WHERE status = 'accepted' AND purpose <> ''
                UNION ALL
                SELECT municipality_id, from_purpose, -amount_krw FROM projects_assignment
                WHERE from_purpose <> ''
            ) facts JOIN regions_municipality m USING (code) GROUP BY 1, 2
        ) known USING (lineage_code, purpose)
        WHERE coalesce(pot.held_krw, 0) <> coalesce(known.krw, 0)
    """,  # noqa: S608
    "what gifts cost a returned designation is general money again": """
        SELECT r.id::text FROM donations_donationreturn r
        JOIN donations_donation d ON d.id = r.donation_id
            AND (d.project_id IS NOT NULL OR d.purpose <> '')
        LEFT JOIN ledger_journaltransfer t ON t.entry = r.id AND t.kind = 'assignment'
        WHERE r.status = 'paid_out'
        GROUP BY r.id, d.id
        HAVING coalesce(sum(t.amount_krw) FILTER (WHERE t.debit_account = '4200'
                AND t.credit_account = '4900' AND t.designation =
                    CASE WHEN d.purpose = '' THEN 'project:' || d.project_id ELSE d.purpose END
            ), 0) <> r.gift_value_krw
            OR coalesce(sum(t.amount_krw) FILTER (WHERE t.debit_account = '4900'
                AND t.credit_account = '4100' AND t.designation = ''), 0) <> r.gift_value_krw
            OR coalesce(sum(t.amount_krw), 0) <> 2 * r.gift_value_krw
    """,
    "every assignment is booked from its pot to its project, and counted there": """
        SELECT a.id::text FROM projects_assignment a
        LEFT JOIN ledger_journaltransfer t ON t.entry = a.id AND t.kind = 'assignment'
            AND t.amount_krw = a.amount_krw AND t.booked_on = a.booked_on
        GROUP BY a.id HAVING count(t.id) <> 2
            OR count(t.id) FILTER (WHERE t.debit_account = '4200' AND t.designation =
                CASE WHEN a.from_purpose = '' THEN 'project:' || a.from_project_id
                     ELSE a.from_purpose END) <> 1
            OR count(t.id) FILTER (WHERE t.credit_account = '4200'
                AND t.designation = 'project:' || a.project_id) <> 1
        UNION ALL
        SELECT 'project:' || p.id FROM projects_fundproject p
        LEFT JOIN (
            SELECT id, sum(krw) AS krw FROM (
                SELECT project_id AS id, amount_krw AS krw FROM projects_assignment
                UNION ALL
                SELECT from_project_id, -amount_krw FROM projects_assignment
            ) moves GROUP BY 1
        ) m ON m.id = p.id
        WHERE coalesce(m.krw, 0) <> p.assigned_krw
    """,
}

YEARS: dict[str, str] = {
    "what was approved in every year is counted below its ceilings": """
        SELECT y.lineage_code || ' ' || y.year FROM ledger_fundyear y
        LEFT JOIN (
            SELECT s.lineage_code, s.fiscal_year,
                sum(s.amount_krw) FILTER (WHERE s.category = 'running') AS running_krw,
                sum(s.amount_krw) FILTER (WHERE s.category = 'gifts') AS gift_krw
            FROM projects_spending s
            LEFT JOIN ledger_journaltransfer r ON r.entry = s.reversal
            WHERE s.status IN ('approved', 'paid')
               OR (s.status = 'reversed' AND extract(year FROM r.booked_on) > s.fiscal_year)
            GROUP BY 1, 2
        ) s ON s.lineage_code = y.lineage_code AND s.fiscal_year = y.year
        WHERE coalesce(s.running_krw, 0) <> y.running_bound_krw
           OR coalesce(s.gift_krw, 0) <> y.gift_bound_krw
           OR y.running_bound_krw > y.running_ceiling_krw
           OR y.gift_bound_krw > y.gift_ceiling_krw
    """,
    "running and gift cost in the journal stay below the ceilings of their year": f"""
        SELECT y.lineage_code || ' ' || y.year FROM ledger_fundyear y
        JOIN ({SIDES}) s ON s.lineage_code = y.lineage_code AND s.kind <> 'closing'
            AND extract(year FROM s.booked_on) = y.year AND s.account IN ('5100', '5200')
        GROUP BY y.id
        HAVING sum(debit_krw - credit_krw) FILTER (WHERE account = '5200') > y.running_ceiling_krw
            OR sum(debit_krw - credit_krw) FILTER (WHERE account = '5100') > y.gift_ceiling_krw
    """,  # noqa: S608
    "every closed year is carried over whole": f"""
        SELECT DISTINCT y.lineage_code || ' ' || y.year FROM ledger_fundyear y
        JOIN ({SIDES}) s ON s.lineage_code = y.lineage_code
            AND s.booked_on < make_date(y.year + 1, 1, 1)
        WHERE y.status <> 'open' AND s.account NOT IN ('1100', '3100', '4900')
        GROUP BY y.id, s.designation, s.account HAVING sum(s.debit_krw) <> sum(s.credit_krw)
    """,  # noqa: S608
    "no closed year has an entry that came after its closing": """
        SELECT t.entry::text FROM ledger_fundyear y
        JOIN audit_auditevent e ON e.kind = 'fund_year.closed'
            AND e.subject = 'fund_year:' || y.lineage_code || ':' || y.year
        JOIN regions_municipality m ON m.lineage_code = y.lineage_code
        JOIN ledger_journaltransfer t ON t.municipality_id = m.code
            AND t.booked_on BETWEEN make_date(y.year, 1, 1) AND make_date(y.year, 12, 31)
        WHERE y.status <> 'open' AND t.posted_at > e.happened_at
    """,
    "every published year still has the cash that was published": f"""
        SELECT y.lineage_code || ' ' || y.year FROM ledger_fundyear y
        LEFT JOIN ({SIDES}) s ON s.lineage_code = y.lineage_code AND s.account = '1100'
            AND s.booked_on < make_date(y.year + 1, 1, 1)
        WHERE y.status = 'published'
        GROUP BY y.id
        HAVING coalesce(sum(debit_krw - credit_krw), 0)
            <> (y.publication ->> 'cash_krw')::bigint
    """,  # noqa: S608
    "every publication tells what was entered for it, and no more gift cost than was booked": """
        SELECT y.lineage_code || ' ' || y.year FROM ledger_fundyear y
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(cost_krw), 0) AS cost_krw, coalesce(jsonb_agg(jsonb_build_object(
                'title_ko', kind_ko, 'title_en', kind_en, 'number', number, 'cost_krw', cost_krw
            ) ORDER BY id), '[]') AS told
            FROM projects_givengift WHERE fund_year_id = y.id
        ) gifts
        CROSS JOIN LATERAL (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'title_ko', title_ko, 'title_en', title_en, 'named_by', named_by,
                'named_on', named_on, 'text_ko', text_ko, 'text_en', text_en
            ) ORDER BY id), '[]') AS told
            FROM projects_nameditem WHERE fund_year_id = y.id
        ) items
        CROSS JOIN LATERAL (
            SELECT coalesce(sum((line ->> 'amount_krw')::bigint), 0) AS krw
            FROM jsonb_array_elements(y.publication -> 'outlay') line
            WHERE line ->> 'code' = '5100'
        ) booked
        WHERE y.status = 'published' AND (
            gifts.told <> coalesce(y.publication -> 'provided', '[]')
            OR items.told <> coalesce(y.publication -> 'items', '[]')
            OR gifts.cost_krw > booked.krw)
    """,
}

FUND_QUESTIONS = {**JOURNAL, **SPENDING, **DESIGNATED, **YEARS}
