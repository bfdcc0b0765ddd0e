-- Schema 3: what the fields of an API are, from its OpenAPI documents. Its tables are described in schema.sql.

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

CREATE TABLE openapi_definition (
    document_id INTEGER NOT NULL REFERENCES openapi_document (id) ON DELETE CASCADE,
    name_id     INTEGER NOT NULL,                -- schema_name.id
    position    INTEGER NOT NULL,                -- in the document, from 0
    label_id    INTEGER NOT NULL,                -- schema_label.id: the same name, and the description
    node_id     INTEGER NOT NULL,                -- schema_node.id
    PRIMARY KEY (document_id, name_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE openapi_kind (
    document_id INTEGER NOT NULL REFERENCES openapi_document (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL,
    group_name  TEXT NOT NULL,
    version     TEXT NOT NULL,
    name_id     INTEGER NOT NULL,                -- openapi_definition.name_id
    PRIMARY KEY (document_id, kind, group_name, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE schema_name (
    id    INTEGER PRIMARY KEY,
    name  TEXT NOT NULL UNIQUE,                  -- '' is that of a list's elements and a map's values
    words TEXT NOT NULL                          -- those of a name such as podIP, for searches: pod IP; else ''
) STRICT;

CREATE TABLE schema_label (
    id          INTEGER PRIMARY KEY,
    name_id     INTEGER NOT NULL,                -- schema_name.id
    hash        INTEGER NOT NULL,
    description TEXT NOT NULL                    -- '' where it says nothing
) STRICT;

CREATE INDEX schema_label_name ON schema_label (name_id, hash);

CREATE TABLE schema_attributes (
    id           INTEGER PRIMARY KEY,
    hash         INTEGER NOT NULL,
    reference_id INTEGER,                        -- schema_name.id of the definition that it stands for ($ref, allOf)
    attributes   TEXT NOT NULL                   -- JSON: the schema, with a 0 for each part that is kept elsewhere
) STRICT;

CREATE INDEX schema_attributes_hash ON schema_attributes (hash);

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

CREATE VIRTUAL TABLE schema_search USING fts5 (
    name, words, description,
    content = 'schema_text', content_rowid = 'id', tokenize = 'porter unicode61', detail = none, columnsize = 0
);

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

CREATE TABLE schema_snapshot (
    id            INTEGER PRIMARY KEY,
    cluster_id    INTEGER NOT NULL REFERENCES cluster (id) ON DELETE CASCADE,
    schema_set_id INTEGER NOT NULL REFERENCES schema_set (id),
    first_seen_at TEXT NOT NULL
) STRICT;

CREATE INDEX schema_snapshot_cluster ON schema_snapshot (cluster_id);

CREATE INDEX schema_snapshot_set ON schema_snapshot (schema_set_id);

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

CREATE TABLE schema_validator (
    cluster_id INTEGER NOT NULL REFERENCES cluster (id) ON DELETE CASCADE,
    path       TEXT NOT NULL,                    -- /openapi/v3 or /openapi/v2; else a group version such as apps/v1
    etag       TEXT NOT NULL,
    PRIMARY KEY (cluster_id, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE schema_fetch (
    cluster_id  INTEGER NOT NULL REFERENCES cluster (id) ON DELETE CASCADE,
    group_name  TEXT NOT NULL,
    version     TEXT NOT NULL,
    document_id INTEGER NOT NULL REFERENCES openapi_document (id),
    etag        TEXT NOT NULL,                   -- what the server calls it
    kept_at     TEXT NOT NULL,
    PRIMARY KEY (cluster_id, group_name, version)
) STRICT, WITHOUT ROWID;
