-- From schema 1 to 2: what each snapshot changes is kept beside it. The changes themselves are not made here: they follow
-- from the content, and are written behind this.

ALTER TABLE snapshot ADD COLUMN previous_id INTEGER;

UPDATE snapshot SET previous_id =
    (SELECT max(id) FROM snapshot AS before WHERE before.cluster_id = snapshot.cluster_id AND before.id < snapshot.id);

CREATE TABLE snapshot_change (
    snapshot_id    INTEGER NOT NULL REFERENCES snapshot (id) ON DELETE CASCADE,
    position       INTEGER NOT NULL,             -- from 0
    kind           TEXT NOT NULL,                -- added, removed, changed; moved (away from here); known (and was not)
    level          TEXT NOT NULL,                -- surface (the order of groups), group, version, resource, subresource, name
    group_name     TEXT,                         -- NULL: all groups
    version        TEXT,
    resource       TEXT,                         -- without a subresource; of names, what they meant
    subresource    TEXT,
    names          TEXT,                         -- JSON: the names that mean another resource; of a move, the kind
    field          TEXT,                         -- where kind is changed: verbs, shortNames, preferredVersion, ...
    before         TEXT,                         -- JSON, as in diff -o json; NULL: nothing
    after          TEXT,                         -- JSON, the same
    rule           TEXT,                         -- verbsRemoved, ...; NULL where nothing differs by it
    class          TEXT,                         -- breaking, compatible, cosmetic; NULL the same
    resource_count INTEGER NOT NULL,             -- resources that came or went by it
    PRIMARY KEY (snapshot_id, position)
) STRICT, WITHOUT ROWID;
