-- The database of crawlctl: what Kubernetes API servers said about their own APIs, and when.
--
-- This file is the present: a new database is made from it, and `PRAGMA user_version` says which one it is (4).
-- The views at its end are made for people and keep their names and columns; `crawlctl sql` asks them.
-- Times are UTC, ISO 8601 with milliseconds, as text that sorts. Lists and objects are JSON text.
--
-- Content is kept once, under the digest of its canonical form, however many clusters and dates have it.
-- Who had it when is kept beside it. Content is never changed, only added, and freed when nobody has it any more.

-- ------------------------------------------------------------------------------------------------ content

-- What one group version serves. The digest is the SHA-256 of the canonical form, named with the form's number.
CREATE TABLE group_version (
    id         INTEGER PRIMARY KEY,
    digest     TEXT NOT NULL UNIQUE,
    group_name TEXT NOT NULL,                    -- '' is the core group
    version    TEXT NOT NULL
) STRICT;

-- A resource or subresource of a group version.
CREATE TABLE resource (
    id               INTEGER PRIMARY KEY,
    group_version_id INTEGER NOT NULL REFERENCES group_version (id) ON DELETE CASCADE,
    name             TEXT NOT NULL,              -- plural, without a subresource: pods
    subresource      TEXT NOT NULL,              -- '' for the resource itself
    singular_name    TEXT NOT NULL,
    kind             TEXT NOT NULL,              -- what requests and answers are
    response_group   TEXT NOT NULL,
    response_version TEXT NOT NULL,
    namespaced       INTEGER NOT NULL,           -- 1 or 0
    verbs            TEXT NOT NULL,              -- JSON, in the server's order
    short_names      TEXT NOT NULL,              -- JSON, in the server's order
    categories       TEXT NOT NULL,              -- JSON, in the server's order
    UNIQUE (group_version_id, name, subresource)
) STRICT;

-- Which resources support a verb: the list of resource.verbs, to be asked the other way round. (No foreign key: it
-- would want an index of its own, as large as the table.)
CREATE TABLE resource_verb (
    verb        TEXT NOT NULL,
    resource_id INTEGER NOT NULL,                -- resource.id
    PRIMARY KEY (verb, resource_id)
) STRICT, WITHOUT ROWID;

-- Everything that one server serves at one moment.
CREATE TABLE surface (
    id                INTEGER PRIMARY KEY,
    digest            TEXT NOT NULL UNIQUE,
    group_count       INTEGER NOT NULL,
    version_count     INTEGER NOT NULL,
    resource_count    INTEGER NOT NULL,          -- over all versions, without subresources
    subresource_count INTEGER NOT NULL
) STRICT;

CREATE TABLE surface_group (
    surface_id        INTEGER NOT NULL REFERENCES surface (id) ON DELETE CASCADE,
    group_name        TEXT NOT NULL,
    preferred_version TEXT NOT NULL,             -- what the server prefers, whatever its state
    PRIMARY KEY (surface_id, group_name)
) STRICT, WITHOUT ROWID;

CREATE TABLE surface_version (
    surface_id       INTEGER NOT NULL REFERENCES surface (id) ON DELETE CASCADE,
    group_name       TEXT NOT NULL,
    position         INTEGER NOT NULL,           -- in the server's order, from 0
    version          TEXT NOT NULL,
    group_version_id INTEGER REFERENCES group_version (id),     -- NULL: its resources were never known
    PRIMARY KEY (surface_id, group_name, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX surface_version_content ON surface_version (group_version_id);

-- The order in which a server lists its groups; it decides which resource an ambiguous name means.
CREATE TABLE discovery_order (
    id     INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    groups TEXT NOT NULL                         -- JSON list of group names, the core group first
) STRICT;

-- The storageVersionHash of resources; only the legacy form of discovery carries it.
CREATE TABLE resource_storage (
    id     INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    hashes TEXT NOT NULL                         -- JSON: {"apps/v1": {"deployments": "8aSe+NMegvE="}}
) STRICT;

-- ----------------------------------------------------------------------------------------- schemas: content

-- The OpenAPI document of a group version is kept in parts: each schema once, however many definitions, documents,
-- clusters and dates have it, and the frame that is left of the document without its schemas. Put together again they
-- are the document, byte for byte.

-- What zstd is given beside the frames that name it: what many frames have in common.
CREATE TABLE openapi_dictionary (
    id   INTEGER PRIMARY KEY,
    body BLOB NOT NULL
) STRICT;

CREATE TABLE openapi_document (
    id       INTEGER PRIMARY KEY,
    hash     TEXT NOT NULL UNIQUE,               -- SHA-512 in upper-case hexadecimal digits, as servers have it
    size     INTEGER NOT NULL,                   -- in bytes
    findings TEXT                                -- JSON list of what is wrong with it; NULL: nothing
) STRICT;

CREATE TABLE openapi_frame (
    document_id    INTEGER PRIMARY KEY REFERENCES openapi_document (id) ON DELETE CASCADE,
    dictionary_id  INTEGER REFERENCES openapi_dictionary (id),     -- NULL: it was compressed without
    schemas_offset INTEGER,                      -- where the schemas belong; NULL: it is the whole document
    text_style     INTEGER NOT NULL,             -- what its server escapes: 1 is <, > and &; 2 all beyond ASCII
    body           BLOB NOT NULL                 -- zstd
) STRICT;

-- The schemas that a document has names for (components.schemas).
CREATE TABLE openapi_definition (
    document_id INTEGER NOT NULL REFERENCES openapi_document (id) ON DELETE CASCADE,
    name_id     INTEGER NOT NULL,                -- schema_name.id
    position    INTEGER NOT NULL,                -- in the document, from 0
    label_id    INTEGER NOT NULL,                -- schema_label.id: the same name, and the description
    node_id     INTEGER NOT NULL,                -- schema_node.id
    PRIMARY KEY (document_id, name_id)
) STRICT, WITHOUT ROWID;

-- Of which kinds they are the schemas (x-kubernetes-group-version-kind). What is of every group's kind, such as
-- DeleteOptions, is left out.
CREATE TABLE openapi_kind (
    document_id INTEGER NOT NULL REFERENCES openapi_document (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL,
    group_name  TEXT NOT NULL,
    version     TEXT NOT NULL,
    name_id     INTEGER NOT NULL,                -- openapi_definition.name_id
    PRIMARY KEY (document_id, kind, group_name, version)
) STRICT, WITHOUT ROWID;

-- The names of fields and definitions.
CREATE TABLE schema_name (
    id    INTEGER PRIMARY KEY,
    name  TEXT NOT NULL UNIQUE,                  -- '' is that of a list's elements and a map's values
    words TEXT NOT NULL                          -- those of a name such as podIP, for searches: pod IP; else ''
) STRICT;

-- A name, and what a document says where it stands. (hash, here and below, finds what is there already.)
CREATE TABLE schema_label (
    id          INTEGER PRIMARY KEY,
    name_id     INTEGER NOT NULL,                -- schema_name.id
    hash        INTEGER NOT NULL,
    description TEXT NOT NULL                    -- '' where it says nothing
) STRICT;

CREATE INDEX schema_label_name ON schema_label (name_id, hash);

-- What a schema says of itself.
CREATE TABLE schema_attributes (
    id           INTEGER PRIMARY KEY,
    hash         INTEGER NOT NULL,
    reference_id INTEGER,                        -- schema_name.id of the definition that it stands for ($ref, allOf)
    attributes   TEXT NOT NULL                   -- JSON: the schema, with a 0 for each part that is kept elsewhere
) STRICT;

CREATE INDEX schema_attributes_hash ON schema_attributes (hash);

-- A schema: what it says of itself, and the schemas below it.
CREATE TABLE schema_node (
    id            INTEGER PRIMARY KEY,
    hash          INTEGER NOT NULL,
    attributes_id INTEGER NOT NULL               -- schema_attributes.id
) STRICT;

CREATE INDEX schema_node_hash ON schema_node (hash);

CREATE TABLE schema_field (
    node_id  INTEGER NOT NULL,                   -- schema_node.id
    role     INTEGER NOT NULL,                   -- 0 a field, 1 a required field, 2 a list's elements, 3 a map's values
    label_id INTEGER NOT NULL,                   -- schema_label.id
    child_id INTEGER NOT NULL,                   -- schema_node.id
    PRIMARY KEY (node_id, role, label_id)
) STRICT, WITHOUT ROWID;

-- What leads from schema to schema in one piece, for searches, which go through all of it. It follows from schema_field,
-- schema_node and schema_attributes, and is gone when what was there of them changes.
CREATE TABLE schema_graph (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    last_id INTEGER NOT NULL,                    -- the last schema_node.id that it has
    body    BLOB NOT NULL
) STRICT;

CREATE TRIGGER schema_field_delete AFTER DELETE ON schema_field BEGIN DELETE FROM schema_graph; END;

CREATE TRIGGER schema_field_update AFTER UPDATE ON schema_field BEGIN DELETE FROM schema_graph; END;

CREATE TRIGGER schema_node_delete AFTER DELETE ON schema_node BEGIN DELETE FROM schema_graph; END;

CREATE TRIGGER schema_node_update AFTER UPDATE ON schema_node BEGIN DELETE FROM schema_graph; END;

CREATE TRIGGER schema_attributes_update AFTER UPDATE ON schema_attributes BEGIN DELETE FROM schema_graph; END;

-- The texts of schema_label, to be searched; rowid is schema_label.id.
CREATE VIEW schema_text AS
SELECT schema_label.id AS id, schema_name.name AS name, schema_name.words AS words, description
FROM schema_label JOIN schema_name ON schema_name.id = schema_label.name_id;

CREATE VIRTUAL TABLE schema_search USING fts5 (
    name, words, description,
    content = 'schema_text', content_rowid = 'id', tokenize = 'porter unicode61', detail = none, columnsize = 0
);

-- All the documents of one server at one moment.
CREATE TABLE schema_set (
    id     INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE                  -- SHA-256 of the canonical form, named with the form's number
) STRICT;

CREATE TABLE schema_set_document (
    schema_set_id INTEGER NOT NULL REFERENCES schema_set (id) ON DELETE CASCADE,
    group_name    TEXT NOT NULL,
    version       TEXT NOT NULL,
    document_id   INTEGER REFERENCES openapi_document (id),        -- NULL: it was never known
    PRIMARY KEY (schema_set_id, group_name, version)
) STRICT, WITHOUT ROWID;

CREATE INDEX schema_set_document_content ON schema_set_document (document_id);

-- ------------------------------------------------------------------------------------------- who and when

CREATE TABLE cluster (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    slug        TEXT NOT NULL UNIQUE,            -- the name as one segment of a URL
    snapshot_id INTEGER REFERENCES snapshot (id) -- the newest
) STRICT;

-- The names that a cluster had before; a crawl under one of them finds it.
CREATE TABLE cluster_alias (
    alias      TEXT NOT NULL PRIMARY KEY,
    cluster_id INTEGER NOT NULL REFERENCES cluster (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX cluster_alias_cluster ON cluster_alias (cluster_id);

-- An interval during which nothing changed. It was last seen at the last of its crawls.
CREATE TABLE snapshot (
    id                  INTEGER PRIMARY KEY,
    cluster_id          INTEGER NOT NULL REFERENCES cluster (id) ON DELETE CASCADE,
    surface_id          INTEGER NOT NULL REFERENCES surface (id),
    discovery_order_id  INTEGER NOT NULL REFERENCES discovery_order (id),
    resource_storage_id INTEGER REFERENCES resource_storage (id),   -- as last given; NULL: never
    server_version      TEXT,                    -- the document of /version; NULL: never given
    first_seen_at       TEXT NOT NULL,
    previous_id         INTEGER                  -- the snapshot before it, were it removed since; NULL: it is the first
) STRICT;

CREATE INDEX snapshot_cluster ON snapshot (cluster_id);
CREATE INDEX snapshot_surface ON snapshot (surface_id);

-- In what a snapshot differs from the one before it: a line of its history. It follows from the content, and is kept so that
-- a year's history is read without reading a year's surfaces.
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

-- One crawl. All of the last week are here, and of each day before that the last one of each snapshot and outcome.
CREATE TABLE crawl (
    id          INTEGER PRIMARY KEY,
    cluster_id  INTEGER NOT NULL REFERENCES cluster (id) ON DELETE CASCADE,
    snapshot_id INTEGER REFERENCES snapshot (id) ON DELETE CASCADE,     -- what it saw; NULL where outcome is not ok
    observed_at TEXT NOT NULL,                   -- when the last answer was received
    duration    REAL NOT NULL,                   -- seconds
    requests    INTEGER NOT NULL,
    bytes       INTEGER NOT NULL,                -- of bodies, as they travelled
    form        TEXT NOT NULL,                   -- v2, v2beta1, legacy, mixed; '' where nothing was read
    outcome     TEXT NOT NULL,                   -- ok; superseded (a newer one was recorded first); failed
    message     TEXT,                            -- why it failed
    server      TEXT NOT NULL,                   -- URL
    ca_digest   TEXT                             -- SHA-256 of the configured certificate authorities
) STRICT;

CREATE INDEX crawl_cluster ON crawl (cluster_id, observed_at);
CREATE INDEX crawl_snapshot ON crawl (snapshot_id, observed_at);

-- Group versions that were not current, as intervals.
CREATE TABLE condition (
    cluster_id  INTEGER NOT NULL REFERENCES cluster (id) ON DELETE CASCADE,
    group_name  TEXT NOT NULL,
    version     TEXT NOT NULL,
    since       TEXT NOT NULL,
    until       TEXT,                            -- NULL: still so
    state       TEXT NOT NULL,                   -- stale (the server says so) or failed
    http_status INTEGER,
    message     TEXT NOT NULL,
    as_of       TEXT,                            -- when it was last seen good; NULL: never
    PRIMARY KEY (cluster_id, group_name, version, since)
) STRICT, WITHOUT ROWID;

-- With what to ask whether anything changed.
CREATE TABLE validator (
    cluster_id  INTEGER NOT NULL REFERENCES cluster (id) ON DELETE CASCADE,
    path        TEXT NOT NULL,                   -- /api or /apis
    form        TEXT NOT NULL,
    etag        TEXT NOT NULL,
    snapshot_id INTEGER NOT NULL REFERENCES snapshot (id) ON DELETE CASCADE,   -- holds what that answer said
    stale       TEXT NOT NULL,                   -- JSON: the group versions that the answer called stale
    PRIMARY KEY (cluster_id, path)
) STRICT, WITHOUT ROWID;

-- ------------------------------------------------------------------------------------ schemas: who and when

-- An interval during which no schema changed. It was last seen at the last of its crawls.
CREATE TABLE schema_snapshot (
    id            INTEGER PRIMARY KEY,
    cluster_id    INTEGER NOT NULL REFERENCES cluster (id) ON DELETE CASCADE,
    schema_set_id INTEGER NOT NULL REFERENCES schema_set (id),
    first_seen_at TEXT NOT NULL
) STRICT;

CREATE INDEX schema_snapshot_cluster ON schema_snapshot (cluster_id);
CREATE INDEX schema_snapshot_set ON schema_snapshot (schema_set_id);

-- One reading of a cluster's schemas; thinned as crawl is.
CREATE TABLE schema_crawl (
    id                 INTEGER PRIMARY KEY,
    cluster_id         INTEGER NOT NULL REFERENCES cluster (id) ON DELETE CASCADE,
    schema_snapshot_id INTEGER REFERENCES schema_snapshot (id) ON DELETE CASCADE,   -- NULL where outcome is not ok
    observed_at        TEXT NOT NULL,            -- when the last answer was received
    duration           REAL NOT NULL,            -- seconds
    requests           INTEGER NOT NULL,
    bytes              INTEGER NOT NULL,         -- of bodies, as they travelled
    form               TEXT NOT NULL,            -- v3 or v2; '' where nothing was read
    outcome            TEXT NOT NULL,            -- ok; superseded (a newer one was recorded first); failed
    message            TEXT,                     -- why it failed
    server             TEXT NOT NULL             -- URL
) STRICT;

CREATE INDEX schema_crawl_cluster ON schema_crawl (cluster_id, observed_at);
CREATE INDEX schema_crawl_snapshot ON schema_crawl (schema_snapshot_id, observed_at);

-- Documents that could not be read, as intervals.
CREATE TABLE schema_condition (
    cluster_id  INTEGER NOT NULL REFERENCES cluster (id) ON DELETE CASCADE,
    group_name  TEXT NOT NULL,
    version     TEXT NOT NULL,
    since       TEXT NOT NULL,
    until       TEXT,                            -- NULL: still so
    http_status INTEGER,
    message     TEXT NOT NULL,
    as_of       TEXT,                            -- when it was last seen good; NULL: never
    PRIMARY KEY (cluster_id, group_name, version, since)
) STRICT, WITHOUT ROWID;

-- What a server calls its documents, where that is not their hash, and the ETag of the list of them.
CREATE TABLE schema_validator (
    cluster_id INTEGER NOT NULL REFERENCES cluster (id) ON DELETE CASCADE,
    path       TEXT NOT NULL,                    -- /openapi/v3 or /openapi/v2; else a group version such as apps/v1
    etag       TEXT NOT NULL,
    PRIMARY KEY (cluster_id, path)
) STRICT, WITHOUT ROWID;

-- The documents of a fetch that is not complete yet: when it is begun again, they are not fetched again.
CREATE TABLE schema_fetch (
    cluster_id  INTEGER NOT NULL REFERENCES cluster (id) ON DELETE CASCADE,
    group_name  TEXT NOT NULL,
    version     TEXT NOT NULL,
    document_id INTEGER NOT NULL REFERENCES openapi_document (id),
    etag        TEXT NOT NULL,                   -- what the server calls it
    kept_at     TEXT NOT NULL,
    PRIMARY KEY (cluster_id, group_name, version)
) STRICT, WITHOUT ROWID;

-- ------------------------------------------------------------------------------------------ views to ask

-- Every cluster as it was last seen.
CREATE VIEW api_cluster AS
SELECT
    cluster.name                                                                       AS cluster,
    -- What was exported has the time of the crawl whose it was.
    (SELECT server FROM crawl WHERE cluster_id = cluster.id AND outcome <> 'superseded'
      ORDER BY observed_at DESC, server LIKE 'file:%', id DESC LIMIT 1)                AS server,
    json_extract(snapshot.server_version, '$.gitVersion')                              AS server_version,
    surface.group_count                                                                AS groups,
    surface.version_count                                                              AS versions,
    surface.resource_count                                                             AS resources,
    surface.subresource_count                                                          AS subresources,
    surface.digest                                                                     AS digest,
    (SELECT count(*) FROM condition
      WHERE cluster_id = cluster.id AND until IS NULL)                                 AS incomplete_versions,
    (SELECT count(*) FROM condition
      WHERE cluster_id = cluster.id AND until IS NULL AND state = 'stale')             AS stale_versions,
    (SELECT count(*) FROM condition
      WHERE cluster_id = cluster.id AND until IS NULL AND state = 'failed')            AS failed_versions,
    (SELECT max(observed_at) FROM crawl WHERE snapshot_id = snapshot.id)               AS crawled_at,
    (SELECT outcome FROM crawl WHERE cluster_id = cluster.id ORDER BY id DESC LIMIT 1) AS last_outcome,
    snapshot.id                                                                        AS snapshot_id
FROM cluster
JOIN snapshot ON snapshot.id = cluster.snapshot_id
JOIN surface ON surface.id = snapshot.surface_id;

-- Every group of every cluster, as last seen. What the server prefers is preferred_version, whatever its state; what a
-- client takes for it is client_preferred_version: the first version that is not stale (NULL where all are).
CREATE VIEW api_group AS
SELECT
    cluster.name                    AS cluster,
    surface_group.group_name        AS group_name,
    surface_group.preferred_version AS preferred_version,
    (SELECT version FROM surface_version JOIN surface_group AS own USING (surface_id, group_name)
      WHERE surface_version.surface_id = surface_group.surface_id
        AND surface_version.group_name = surface_group.group_name
        AND NOT EXISTS (SELECT 1 FROM condition
            WHERE condition.cluster_id = cluster.id AND condition.group_name = surface_group.group_name
                AND condition.version = surface_version.version AND until IS NULL AND state = 'stale')
      ORDER BY surface_version.version <> own.preferred_version, position LIMIT 1)
                                    AS client_preferred_version,
    (SELECT json_group_array(version) FROM
        (SELECT version FROM surface_version
          WHERE surface_version.surface_id = surface_group.surface_id
            AND surface_version.group_name = surface_group.group_name
          ORDER BY position))       AS versions,
    (SELECT CASE WHEN count(*) = 0 THEN 'current' WHEN sum(state = 'failed') > 0 THEN 'failed' ELSE 'stale' END
       FROM condition
      WHERE condition.cluster_id = cluster.id AND condition.group_name = surface_group.group_name
        AND until IS NULL)          AS state,
    (SELECT CASE
            WHEN count(*) = 0 THEN (SELECT max(observed_at) FROM crawl WHERE crawl.snapshot_id = snapshot.id)
            WHEN count(*) = count(as_of) THEN min(as_of)
        END
       FROM condition
      WHERE condition.cluster_id = cluster.id AND condition.group_name = surface_group.group_name
        AND until IS NULL)          AS as_of
FROM cluster
JOIN snapshot ON snapshot.id = cluster.snapshot_id
JOIN surface_group ON surface_group.surface_id = snapshot.surface_id;

-- Every group version of every cluster, as last seen. known is 0 where its resources were never seen.
CREATE VIEW api_version AS
SELECT
    cluster.name                                                     AS cluster,
    surface_version.group_name                                       AS group_name,
    surface_version.version                                          AS version,
    CASE surface_version.group_name
        WHEN '' THEN surface_version.version
        ELSE surface_version.group_name || '/' || surface_version.version
    END                                                              AS group_version,
    surface_version.version = surface_group.preferred_version        AS preferred,
    surface_version.group_version_id IS NOT NULL                     AS known,
    coalesce(condition.state, 'current')                             AS state,
    condition.http_status                                            AS http_status,
    condition.message                                                AS message,
    CASE WHEN condition.state IS NULL
        THEN (SELECT max(observed_at) FROM crawl WHERE crawl.snapshot_id = snapshot.id)
        ELSE condition.as_of
    END                                                              AS as_of
FROM cluster
JOIN snapshot ON snapshot.id = cluster.snapshot_id
JOIN surface_group ON surface_group.surface_id = snapshot.surface_id
JOIN surface_version ON surface_version.surface_id = surface_group.surface_id
    AND surface_version.group_name = surface_group.group_name
LEFT JOIN condition ON condition.cluster_id = cluster.id AND condition.group_name = surface_version.group_name
    AND condition.version = surface_version.version AND condition.until IS NULL;

-- Every resource and subresource of every version of every cluster, as last seen.
CREATE VIEW api_resource AS
SELECT
    cluster.name                                                     AS cluster,
    group_version.group_name                                         AS group_name,
    group_version.version                                            AS version,
    CASE group_version.group_name
        WHEN '' THEN group_version.version
        ELSE group_version.group_name || '/' || group_version.version
    END                                                              AS group_version,
    group_version.version = surface_group.preferred_version          AS preferred,
    resource.name || CASE resource.subresource WHEN '' THEN '' ELSE '/' || resource.subresource END AS name,
    nullif(resource.subresource, '')                                 AS subresource,
    resource.kind                                                    AS kind,
    resource.singular_name                                           AS singular_name,
    resource.short_names                                             AS short_names,
    resource.categories                                              AS categories,
    resource.namespaced                                              AS namespaced,
    resource.verbs                                                   AS verbs,
    resource.response_group                                          AS response_group,
    resource.response_version                                        AS response_version,
    coalesce(condition.state, 'current')                             AS state,
    CASE WHEN condition.state IS NULL
        THEN (SELECT max(observed_at) FROM crawl WHERE crawl.snapshot_id = snapshot.id)
        ELSE condition.as_of
    END                                                              AS as_of,
    resource.id                                                      AS resource_id
FROM cluster
JOIN snapshot ON snapshot.id = cluster.snapshot_id
JOIN surface_group ON surface_group.surface_id = snapshot.surface_id
JOIN surface_version ON surface_version.surface_id = surface_group.surface_id
    AND surface_version.group_name = surface_group.group_name
JOIN group_version ON group_version.id = surface_version.group_version_id
JOIN resource ON resource.group_version_id = group_version.id
LEFT JOIN condition ON condition.cluster_id = cluster.id AND condition.group_name = group_version.group_name
    AND condition.version = group_version.version AND condition.until IS NULL;

-- The same, a row for each verb: WHERE verb = 'watch'.
CREATE VIEW api_resource_verb AS
SELECT api_resource.*, resource_verb.verb AS verb
FROM api_resource
JOIN resource_verb ON resource_verb.resource_id = api_resource.resource_id;

-- Every interval without change of every cluster.
CREATE VIEW api_snapshot AS
SELECT
    cluster.name                                                                 AS cluster,
    snapshot.id                                                                  AS snapshot_id,
    snapshot.first_seen_at                                                       AS first_seen_at,
    (SELECT max(observed_at) FROM crawl WHERE crawl.snapshot_id = snapshot.id)   AS last_seen_at,
    surface.digest                                                               AS digest,
    json_extract(snapshot.server_version, '$.gitVersion')                        AS server_version,
    snapshot.id = cluster.snapshot_id                                            AS latest
FROM snapshot
JOIN cluster ON cluster.id = snapshot.cluster_id
JOIN surface ON surface.id = snapshot.surface_id;

-- In what every interval differs from the one before it.
CREATE VIEW api_change AS
SELECT
    cluster.name                                                                 AS cluster,
    snapshot.id                                                                  AS snapshot_id,
    snapshot.first_seen_at                                                       AS first_seen_at,
    snapshot_change.kind                                                         AS kind,
    snapshot_change.class                                                        AS class,
    snapshot_change.level                                                        AS level,
    snapshot_change.group_name                                                   AS group_name,
    snapshot_change.version                                                      AS version,
    CASE snapshot_change.group_name
        WHEN '' THEN snapshot_change.version
        ELSE snapshot_change.group_name || '/' || snapshot_change.version
    END                                                                          AS group_version,
    snapshot_change.resource || coalesce('/' || snapshot_change.subresource, '') AS name,
    snapshot_change.names                                                        AS names,
    snapshot_change.field                                                        AS field,
    snapshot_change.before                                                       AS before,
    snapshot_change.after                                                        AS after,
    snapshot_change.rule                                                         AS rule
FROM snapshot_change
JOIN snapshot ON snapshot.id = snapshot_change.snapshot_id
JOIN cluster ON cluster.id = snapshot.cluster_id;

-- Every resource and subresource in every interval of every cluster.
CREATE VIEW api_resource_history AS
SELECT
    cluster.name                                                     AS cluster,
    snapshot.id                                                      AS snapshot_id,
    snapshot.first_seen_at                                           AS first_seen_at,
    (SELECT max(observed_at) FROM crawl WHERE crawl.snapshot_id = snapshot.id) AS last_seen_at,
    group_version.group_name                                         AS group_name,
    group_version.version                                            AS version,
    CASE group_version.group_name
        WHEN '' THEN group_version.version
        ELSE group_version.group_name || '/' || group_version.version
    END                                                              AS group_version,
    resource.name || CASE resource.subresource WHEN '' THEN '' ELSE '/' || resource.subresource END AS name,
    nullif(resource.subresource, '')                                 AS subresource,
    resource.kind                                                    AS kind,
    resource.short_names                                             AS short_names,
    resource.categories                                              AS categories,
    resource.namespaced                                              AS namespaced,
    resource.verbs                                                   AS verbs,
    resource.id                                                      AS resource_id
FROM snapshot
JOIN cluster ON cluster.id = snapshot.cluster_id
JOIN surface_version ON surface_version.surface_id = snapshot.surface_id
JOIN group_version ON group_version.id = surface_version.group_version_id
JOIN resource ON resource.group_version_id = group_version.id;

-- The storageVersionHash of every resource that a server gave one for, as last given.
CREATE VIEW api_resource_storage AS
SELECT
    cluster.name        AS cluster,
    by_version.key      AS group_version,
    by_resource.key     AS name,
    by_resource.value   AS storage_version_hash
FROM cluster
JOIN snapshot ON snapshot.id = cluster.snapshot_id
JOIN resource_storage ON resource_storage.id = snapshot.resource_storage_id
JOIN json_each(resource_storage.hashes) AS by_version
JOIN json_each(by_version.value) AS by_resource;

-- Every OpenAPI document of every cluster, as last seen. known is 0 where it was never read.
CREATE VIEW api_openapi_document AS
SELECT
    cluster.name                                                     AS cluster,
    schema_set_document.group_name                                   AS group_name,
    schema_set_document.version                                      AS version,
    CASE schema_set_document.group_name
        WHEN '' THEN schema_set_document.version
        ELSE schema_set_document.group_name || '/' || schema_set_document.version
    END                                                              AS group_version,
    schema_set_document.document_id IS NOT NULL                      AS known,
    openapi_document.hash                                            AS hash,
    openapi_document.size                                            AS size,
    (SELECT count(*) FROM openapi_definition
      WHERE openapi_definition.document_id = openapi_document.id)    AS definitions,
    openapi_document.findings                                        AS findings,
    CASE WHEN schema_condition.since IS NULL THEN 'current' ELSE 'failed' END AS state,
    schema_condition.http_status                                     AS http_status,
    schema_condition.message                                         AS message,
    CASE WHEN schema_condition.since IS NULL
        THEN (SELECT max(observed_at) FROM schema_crawl WHERE schema_snapshot_id = schema_snapshot.id)
        ELSE schema_condition.as_of
    END                                                              AS as_of,
    openapi_document.id                                              AS document_id
FROM cluster
JOIN schema_snapshot ON schema_snapshot.id = (SELECT max(id) FROM schema_snapshot WHERE cluster_id = cluster.id)
JOIN schema_set_document ON schema_set_document.schema_set_id = schema_snapshot.schema_set_id
LEFT JOIN openapi_document ON openapi_document.id = schema_set_document.document_id
LEFT JOIN schema_condition ON schema_condition.cluster_id = cluster.id
    AND schema_condition.group_name = schema_set_document.group_name
    AND schema_condition.version = schema_set_document.version AND schema_condition.until IS NULL;

-- Every interval in which no schema of a cluster changed.
CREATE VIEW api_schema_snapshot AS
SELECT
    cluster.name                                                                 AS cluster,
    schema_snapshot.id                                                           AS schema_snapshot_id,
    schema_snapshot.first_seen_at                                                AS first_seen_at,
    (SELECT max(observed_at) FROM schema_crawl WHERE schema_snapshot_id = schema_snapshot.id) AS last_seen_at,
    schema_set.digest                                                            AS digest,
    (SELECT count(*) FROM schema_set_document WHERE schema_set_id = schema_set.id) AS documents,
    schema_snapshot.id = (SELECT max(id) FROM schema_snapshot WHERE cluster_id = cluster.id) AS latest
FROM schema_snapshot
JOIN cluster ON cluster.id = schema_snapshot.cluster_id
JOIN schema_set ON schema_set.id = schema_snapshot.schema_set_id;

-- Every kind that a document has the schema of, as last seen, lists of objects and the like too. resource is NULL where
-- no resource is of that kind.
CREATE VIEW api_kind AS
SELECT
    cluster.name                                                     AS cluster,
    openapi_kind.group_name                                          AS group_name,
    openapi_kind.version                                             AS version,
    CASE openapi_kind.group_name
        WHEN '' THEN openapi_kind.version
        ELSE openapi_kind.group_name || '/' || openapi_kind.version
    END                                                              AS group_version,
    openapi_kind.kind                                                AS kind,
    (SELECT min(resource.name) FROM snapshot
        JOIN surface_version USING (surface_id) JOIN resource USING (group_version_id)
      WHERE snapshot.id = cluster.snapshot_id AND surface_version.group_name = openapi_kind.group_name
        AND surface_version.version = openapi_kind.version AND resource.kind = openapi_kind.kind
        AND resource.subresource = '')                               AS resource,
    schema_name.name                                                 AS definition,
    schema_label.description                                         AS description,
    openapi_kind.document_id                                         AS document_id,
    openapi_definition.node_id                                       AS node_id
FROM cluster
JOIN schema_snapshot ON schema_snapshot.id = (SELECT max(id) FROM schema_snapshot WHERE cluster_id = cluster.id)
JOIN schema_set_document ON schema_set_document.schema_set_id = schema_snapshot.schema_set_id
JOIN openapi_kind ON openapi_kind.document_id = schema_set_document.document_id
    AND openapi_kind.group_name = schema_set_document.group_name
    AND openapi_kind.version = schema_set_document.version
JOIN openapi_definition ON openapi_definition.document_id = openapi_kind.document_id
    AND openapi_definition.name_id = openapi_kind.name_id
JOIN schema_name ON schema_name.id = openapi_kind.name_id
JOIN schema_label ON schema_label.id = openapi_definition.label_id;

-- Every field of every kind that is a resource, as last seen. The path goes through lists and maps as that of
-- kubectl explain does: spec.containers.name. A definition within itself is not gone into a second time. Definitions that
-- refer to one another often enough have more fields than anybody can list: crawlctl sql ends such a query by its --timeout.
CREATE VIEW api_field AS
WITH RECURSIVE
    served (document_id, group_name, version, kind, node_id, name_id) AS (
        SELECT DISTINCT openapi_kind.document_id, openapi_kind.group_name, openapi_kind.version, openapi_kind.kind,
            openapi_definition.node_id, openapi_kind.name_id
        FROM schema_snapshot
        JOIN schema_set_document USING (schema_set_id)
        JOIN openapi_kind ON openapi_kind.document_id = schema_set_document.document_id
            AND openapi_kind.group_name = schema_set_document.group_name
            AND openapi_kind.version = schema_set_document.version
        JOIN openapi_definition ON openapi_definition.document_id = openapi_kind.document_id
            AND openapi_definition.name_id = openapi_kind.name_id
        WHERE schema_snapshot.id IN (SELECT max(id) FROM schema_snapshot GROUP BY cluster_id)
            AND (openapi_kind.group_name, openapi_kind.version, openapi_kind.kind) IN (
                SELECT group_version.group_name, group_version.version, resource.kind
                FROM resource JOIN group_version ON group_version.id = resource.group_version_id
                WHERE resource.subresource = '')
    ),
    walk (document_id, group_name, version, kind, node_id, path, role, label_id, child_id, entered) AS (
        SELECT document_id, group_name, version, kind, node_id, '', 2, 0, node_id, '/' || name_id || '/' FROM served
        UNION ALL
        SELECT walk.document_id, walk.group_name, walk.version, walk.kind,
            coalesce(openapi_definition.node_id, schema_field.child_id),
            CASE
                WHEN schema_field.role > 1 THEN walk.path
                WHEN walk.path = '' THEN schema_name.name
                ELSE walk.path || '.' || schema_name.name
            END,
            schema_field.role, schema_field.label_id, schema_field.child_id,
            CASE WHEN openapi_definition.name_id IS NULL THEN walk.entered
                ELSE walk.entered || openapi_definition.name_id || '/' END
        FROM walk
        JOIN schema_field ON schema_field.node_id = walk.node_id
        JOIN schema_label ON schema_label.id = schema_field.label_id
        JOIN schema_name ON schema_name.id = schema_label.name_id
        JOIN schema_node ON schema_node.id = schema_field.child_id
        JOIN schema_attributes ON schema_attributes.id = schema_node.attributes_id
        LEFT JOIN openapi_definition ON schema_attributes.reference_id IS NOT NULL
            AND openapi_definition.document_id = walk.document_id
            AND openapi_definition.name_id = schema_attributes.reference_id
            AND instr(walk.entered, '/' || openapi_definition.name_id || '/') = 0
    )
SELECT
    cluster.name                                                     AS cluster,
    walk.group_name                                                  AS group_name,
    walk.version                                                     AS version,
    CASE walk.group_name WHEN '' THEN walk.version ELSE walk.group_name || '/' || walk.version END AS group_version,
    walk.kind                                                        AS kind,
    walk.path                                                        AS path,
    schema_name.name                                                 AS name,
    walk.role = 1                                                    AS required,
    coalesce(json_extract(own.attributes, '$.type'), json_extract(target.attributes, '$.type'),
        CASE WHEN own.reference_id IS NOT NULL AND own.id = target.id THEN 'object' END) AS type,
    coalesce(json_extract(own.attributes, '$.format'), json_extract(target.attributes, '$.format')) AS format,
    (SELECT coalesce(json_extract(attributes, '$.type'), CASE WHEN reference_id IS NULL THEN NULL ELSE 'object' END)
       FROM schema_field JOIN schema_node ON schema_node.id = schema_field.child_id
       JOIN schema_attributes ON schema_attributes.id = schema_node.attributes_id
      WHERE schema_field.node_id = walk.node_id AND schema_field.role > 1 LIMIT 1) AS item_type,
    reference.name                                                   AS reference,
    schema_label.description                                         AS description,
    json_extract(own.attributes, '$.default')                        AS default_value,
    json_extract(own.attributes, '$.enum')                           AS enum,
    coalesce(json_extract(own.attributes, '$.nullable'), 0)          AS nullable,
    json_extract(own.attributes, '$."x-kubernetes-list-type"')       AS list_type,
    json_extract(own.attributes, '$."x-kubernetes-list-map-keys"')   AS list_map_keys,
    json_extract(own.attributes, '$."x-kubernetes-map-type"')        AS map_type,
    coalesce(json_extract(own.attributes, '$."x-kubernetes-preserve-unknown-fields"'), 0) AS preserve_unknown_fields,
    coalesce(json_extract(own.attributes, '$."x-kubernetes-int-or-string"'),
        json_extract(target.attributes, '$.format') = 'int-or-string', 0) AS int_or_string,
    coalesce(json_extract(own.attributes, '$."x-kubernetes-embedded-resource"'), 0) AS embedded_resource,
    json_extract(own.attributes, '$."x-kubernetes-validations"')     AS validations,
    coalesce(json_extract(own.attributes, '$.deprecated'), 0)        AS deprecated,
    own.attributes                                                   AS attributes,
    walk.document_id                                                 AS document_id,
    walk.node_id                                                     AS node_id
FROM walk
JOIN schema_label ON schema_label.id = walk.label_id
JOIN schema_name ON schema_name.id = schema_label.name_id
JOIN schema_node AS own_node ON own_node.id = walk.child_id
JOIN schema_attributes AS own ON own.id = own_node.attributes_id
JOIN schema_node AS target_node ON target_node.id = walk.node_id
JOIN schema_attributes AS target ON target.id = target_node.attributes_id
LEFT JOIN schema_name AS reference ON reference.id = own.reference_id
JOIN schema_set_document ON schema_set_document.document_id = walk.document_id
    AND schema_set_document.group_name = walk.group_name AND schema_set_document.version = walk.version
JOIN schema_snapshot ON schema_snapshot.schema_set_id = schema_set_document.schema_set_id
JOIN cluster ON cluster.id = schema_snapshot.cluster_id
WHERE walk.role < 2
    AND schema_snapshot.id = (SELECT max(id) FROM schema_snapshot WHERE cluster_id = cluster.id);
