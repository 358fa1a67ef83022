"""The database's own refusal to change or remove journal rows and seals: triggers, on SQLite and on PostgreSQL.

The one change allowed to a journal row is its seal, once. Whoever owns the database can drop the triggers; that is what
the seals are for: they do not prevent, they show.

A later migration that alters the journal must end with `install` again: on SQLite Django remakes the table.
"""

from typing import Any

JOURNAL, SEAL = "core_journalentry", "core_seal"
COLUMNS = ("id", "at", "event", "actor_kind", "actor_id", "actor_label", "subject_type", "subject_id", "subject_label",
           "changes", "data", "request_id", "company")  # fmt: skip
MESSAGE = "the journal is append-only"

_unchanged = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in COLUMNS)
SQLITE = [
    f"CREATE TRIGGER core_journal_update BEFORE UPDATE ON {JOURNAL} WHEN NOT (OLD.seal_id IS NULL AND NEW.seal_id IS NOT "
    f"NULL AND {_unchanged}) BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    f"CREATE TRIGGER core_journal_delete BEFORE DELETE ON {JOURNAL} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    f"CREATE TRIGGER core_seal_update BEFORE UPDATE ON {SEAL} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    f"CREATE TRIGGER core_seal_delete BEFORE DELETE ON {SEAL} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
]
POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION core_journal_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE was {JOURNAL};
    BEGIN
        IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = '{JOURNAL}' THEN
            was := OLD;
            IF was.seal_id IS NULL AND NEW.seal_id IS NOT NULL THEN
                was.seal_id := NEW.seal_id;
                IF to_jsonb(was) = to_jsonb(NEW) THEN RETURN NEW; END IF;
            END IF;
        END IF;
        RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
    END $$""",
    f"CREATE TRIGGER core_journal_guard BEFORE UPDATE OR DELETE ON {JOURNAL} "
    "FOR EACH ROW EXECUTE FUNCTION core_journal_guard()",
    f"CREATE TRIGGER core_journal_truncate BEFORE TRUNCATE ON {JOURNAL} EXECUTE FUNCTION core_journal_guard()",
    f"CREATE TRIGGER core_seal_guard BEFORE UPDATE OR DELETE ON {SEAL} FOR EACH ROW EXECUTE FUNCTION core_journal_guard()",
    f"CREATE TRIGGER core_seal_truncate BEFORE TRUNCATE ON {SEAL} EXECUTE FUNCTION core_journal_guard()",
]


def install(connection: Any) -> None:
    remove(connection)
    with connection.cursor() as cursor:
        for statement in SQLITE if connection.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)


def remove(connection: Any) -> None:
    """For migrations that alter the journal, and for tests that empty their database."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in (
                "core_journal_update",
                "core_journal_delete",
                "core_seal_update",
                "core_seal_delete",
            ):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            for name, table in (("core_journal_guard", JOURNAL), ("core_journal_truncate", JOURNAL),
                                ("core_seal_guard", SEAL), ("core_seal_truncate", SEAL)):  # fmt: skip
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")


def installed(connection: Any) -> bool:
    """Whether all triggers are there, for `quanfu check`."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (%s, %s)",
                [JOURNAL, SEAL],
            )
        else:
            cursor.execute(
                "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
                " AND tgrelid IN (%s::regclass, %s::regclass)", [JOURNAL, SEAL],
            )  # fmt: skip
        return bool(cursor.fetchone()[0] == 4)
