import GRDB

extension DiscoveryDatabase {
    /// Removes content that no snapshot has any more, and no fetch that goes on.
    static func freeUnusedContent(in database: Database) throws {
        try database.execute(sql: unusedSurfaces)
        try database.execute(sql: "DELETE FROM schema_set WHERE id NOT IN (SELECT schema_set_id FROM schema_snapshot)")
        try database.execute(
            sql: """
                DELETE FROM openapi_document
                WHERE id NOT IN (SELECT document_id FROM schema_set_document WHERE document_id IS NOT NULL)
                    AND id NOT IN (SELECT document_id FROM schema_fetch)
                """)
        // Nothing else of schemas becomes unused, and looking for it goes through all of them.
        if database.changesCount > 0 {
            try database.execute(sql: unusedSchemas)
            try PackedSchemaEdges.update(in: database)
        }
    }

    private static let unusedSurfaces = """
        DELETE FROM surface WHERE id NOT IN (SELECT surface_id FROM snapshot);
        DELETE FROM resource_verb WHERE resource_id IN (SELECT id FROM resource WHERE group_version_id NOT IN
            (SELECT group_version_id FROM surface_version WHERE group_version_id IS NOT NULL));
        DELETE FROM group_version WHERE id NOT IN
            (SELECT group_version_id FROM surface_version WHERE group_version_id IS NOT NULL);
        DELETE FROM discovery_order WHERE id NOT IN (SELECT discovery_order_id FROM snapshot);
        DELETE FROM resource_storage WHERE id NOT IN
            (SELECT resource_storage_id FROM snapshot WHERE resource_storage_id IS NOT NULL);
        """

    /// The search index is told what it indexed, since it keeps no copy. It would keep the words too, marked as removed, were
    /// it not made anew.
    private static let unusedSchemas = """
        DELETE FROM openapi_dictionary WHERE id NOT IN
            (SELECT dictionary_id FROM openapi_frame WHERE dictionary_id IS NOT NULL);
        WITH RECURSIVE used (id) AS (
            SELECT node_id FROM openapi_definition
            UNION
            SELECT child_id FROM used JOIN schema_field ON schema_field.node_id = used.id)
        DELETE FROM schema_node WHERE id NOT IN (SELECT id FROM used);
        DELETE FROM schema_field WHERE node_id NOT IN (SELECT id FROM schema_node);
        DELETE FROM schema_attributes WHERE id NOT IN (SELECT attributes_id FROM schema_node);
        INSERT INTO schema_search (schema_search, rowid, name, words, description)
            SELECT 'delete', id, name, words, description FROM schema_text
            WHERE id NOT IN (SELECT label_id FROM schema_field) AND id NOT IN (SELECT label_id FROM openapi_definition);
        INSERT INTO schema_search (schema_search) VALUES ('optimize');
        DELETE FROM schema_label
            WHERE id NOT IN (SELECT label_id FROM schema_field) AND id NOT IN (SELECT label_id FROM openapi_definition);
        DELETE FROM schema_name
            WHERE id NOT IN (SELECT name_id FROM schema_label)
                AND id NOT IN (SELECT reference_id FROM schema_attributes WHERE reference_id IS NOT NULL);
        """
}
