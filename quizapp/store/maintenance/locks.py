"""Who holds locks on the tables of a class, for which the others wait. Learners cannot take them; teachers can."""

from dataclasses import dataclass

from sqlalchemy import Connection

from quizapp.store.database import Store

# Locks that make a reader or a writer of a table wait, and locks that somebody waits for at this moment. A member sees
# the name only as a teacher or the owner, who can do something about it.
_HOLDERS = """
WITH waits AS (
  SELECT w.pid AS waiter, unnest(pg_blocking_pids(w.pid)) AS pid
  FROM pg_stat_activity w WHERE w.datname = current_database()
), held AS (
  SELECT l.pid, 'table ' || c.relname::text AS what FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
  WHERE l.granted AND c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
  UNION SELECT pid, '' FROM waits
)
SELECT CASE WHEN teaches() THEN a.usename::text ELSE 'another program' END, h.pid,
       coalesce(nullif(string_agg(DISTINCT h.what, ', ') FILTER (WHERE h.what <> ''), ''), 'rows of a table'),
       (SELECT count(DISTINCT w.waiter) FROM waits w WHERE w.pid = h.pid)
FROM held h JOIN pg_stat_activity a ON a.pid = h.pid WHERE h.pid <> pg_backend_pid()
GROUP BY a.usename, h.pid ORDER BY h.pid
"""


@dataclass(frozen=True, slots=True)
class LockHolder:
    """A connection that holds a lock which others wait for, or would wait for."""

    role: str
    pid: int  # of the server's process
    what: str  # such as `table states`
    waiting: int  # connections that wait for it now


def holders(store: Store) -> list[LockHolder]:
    """Return who locks tables of the class, or makes others wait. For a server only. Raises QuizError."""
    return [LockHolder(*row) for row in store.query(_HOLDERS, {})]


_USERS = """
SELECT DISTINCT a.usename::text, l.pid FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.granted AND l.pid <> pg_backend_pid() AND l.locktype IN ('relation', 'advisory')
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND (l.locktype = 'advisory' OR EXISTS (
    SELECT FROM pg_class c WHERE c.oid = l.relation AND c.relnamespace = 'public'::regnamespace))
ORDER BY 1, 2
"""


def users_of_tables(connection: Connection) -> list[tuple[str, int]]:
    """Return (role, process of the server) of the other connections that use tables of the class at this moment."""
    return [(role, pid) for role, pid in connection.exec_driver_sql(_USERS)]
