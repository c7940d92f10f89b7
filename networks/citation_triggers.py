"""Lets PostgreSQL see to it that nothing is published without a citation, whatever wrote it.

The triggers look at the end of a transaction, as records come before what they
cite, and hold the record meanwhile: of two editors who each take away one of
the last two citations, the second is refused. SQLite has no such triggers, and
Django remakes its tables at many a migration: there ``publication`` has to do.

A session that sets ``orgdirectory.without_citations`` to ``on`` is let off; only
the tests do, whose records mostly cite nothing.
"""

RECORDS = {
    "organisation_id": "organisations_organisation",
    "person_id": "organisations_person",
    "network_id": "networks_network",
    "project_id": "networks_project",
}
CITATIONS = "networks_citation"

REFUSE = f"""
CREATE FUNCTION refuse_uncited(records text, subject text, record bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE record_status text; is_cited boolean;
BEGIN
    EXECUTE format('SELECT status FROM %I WHERE id = $1 FOR NO KEY UPDATE', records)
        INTO record_status USING record;
    EXECUTE format('SELECT EXISTS (SELECT FROM {CITATIONS} WHERE %I = $1)', subject)
        INTO is_cited USING record;
    IF record_status = 'published' AND NOT is_cited
        AND current_setting('orgdirectory.without_citations', true) IS DISTINCT FROM 'on'
    THEN
        RAISE check_violation USING MESSAGE = 'published without a citation', TABLE = records;
    END IF;
END $$
"""

OF_RECORD = """
CREATE FUNCTION refuse_uncited_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_uncited(TG_TABLE_NAME, TG_ARGV[0], NEW.id);
    RETURN NULL;
END $$
"""

OF_CITATION = f"""
CREATE FUNCTION refuse_last_citation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {"".join(f"PERFORM refuse_uncited('{table}', '{key}', OLD.{key});" for key, table in RECORDS.items())}
    RETURN NULL;
END $$
"""

DEFERRED = "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
BECOMES_PUBLISHED = {
    "insert": "NEW.status = 'published'",
    "update": "NEW.status = 'published' AND OLD.status <> 'published'",
}


def create(apps, schema_editor):
    """Make the triggers; called by a migration."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for function in (REFUSE, OF_RECORD, OF_CITATION):
        schema_editor.execute(function, params=None)
    for key, table in RECORDS.items():
        for event, condition in BECOMES_PUBLISHED.items():
            schema_editor.execute(
                f"CREATE CONSTRAINT TRIGGER {table}_cited_{event} AFTER {event} ON {table} {DEFERRED}"
                f" WHEN ({condition}) EXECUTE FUNCTION refuse_uncited_record('{key}')"
            )
    schema_editor.execute(
        f"CREATE CONSTRAINT TRIGGER {CITATIONS}_last AFTER DELETE OR UPDATE OF {', '.join(RECORDS)}"
        f" ON {CITATIONS} {DEFERRED} EXECUTE FUNCTION refuse_last_citation()"
    )


def drop(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for function in ("refuse_uncited_record", "refuse_last_citation", "refuse_uncited"):
        schema_editor.execute(f"DROP FUNCTION {function} CASCADE")  # and the triggers that call it
