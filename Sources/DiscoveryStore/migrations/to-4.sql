-- Schema 4: what leads from schema to schema is also kept in one piece. It is described in schema.sql.

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
