"""Who holds locks on the tables of a class: any member may take them, and the other members wait."""

from dataclasses import dataclass

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
