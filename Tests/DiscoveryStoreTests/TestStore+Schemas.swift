import DiscoveryModel
import DiscoveryStore
import Foundation
import OpenAPIModel

extension TestStore {
    static let schemaTables = [
        "openapi_dictionary", "openapi_document", "openapi_frame", "openapi_definition", "openapi_kind", "schema_name",
        "schema_label", "schema_attributes", "schema_node", "schema_field", "schema_graph", "schema_set",
        "schema_set_document",
        "schema_snapshot", "schema_crawl", "schema_condition", "schema_validator", "schema_fetch",
    ]

    /// A document of our own writing: one kind with the fields of its spec, by name and type.
    static func document(
        _ groupVersion: GroupVersion, kind: String = "Thing", _ fields: KeyValuePairs<String, String>,
        description: String = "It is made up."
    ) throws -> OpenAPIDocument {
        let properties = fields.sorted { $0.key < $1.key }.map { name, type in
            #""\#(name)":{"description":"The \#(name) of a \#(kind).","type":"\#(type)"}"#
        }
        let gvk = #"[{"group":"\#(groupVersion.group)","version":"\#(groupVersion.version)","kind":"\#(kind)"}]"#
        let text = ##"""
            {"openapi":"3.0.0","paths":{"\##(groupVersion.path)/things":{}},"components":{"schemas":{"x.Meta":\##
            {"type":"object","properties":{"name":{"type":"string"},"owner":{"$ref":"#/components/schemas/x.Meta"}}},\##
            "x.\##(groupVersion.version).\##(kind)":{"description":"\##(description)","type":"object","properties":\##
            {"metadata":{"allOf":[{"$ref":"#/components/schemas/x.Meta"}],"description":"Its metadata."},\##
            "spec":{"type":"object","properties":{\##(properties.joined(separator: ","))}}},\##
            "x-kubernetes-group-version-kind":\##(gvk)}}}}
            """##
        return try OpenAPIDocument(Data(text.utf8))
    }

    /// 120 documents that have much in common, enough for a dictionary.
    static func documentsInCommon() throws -> [(GroupVersion, OpenAPIDocument)] {
        try (0..<120).map { index in
            var generator = SeededNumbers(seed: UInt64(index % 6))
            let paths = (0..<140).map { path in
                let words = (0..<12).map { _ in "word\(generator.next() % 4000)" }.joined(separator: " ")
                return #""/apis/g\#(index)/things\#(path)":{"description":"\#(words)"}"#
            }
            let text =
                #"{"openapi":"3.0.0","paths":{\#(paths.joined(separator: ","))},"components":{"schemas":{"x.T\#(index)":{"type":"object"}}}}"#
            return (GroupVersion(group: "g\(index).example.com", version: "v1"), try OpenAPIDocument(Data(text.utf8)))
        }
    }

    /// Keeps documents and saves that they are all there is.
    @discardableResult
    func saveSchemas(
        _ documents: [(GroupVersion, OpenAPIDocument)], as cluster: String = "prod", at seconds: Double = 0,
        now: Double? = nil, serverHash: (OpenAPIDocument) -> String? = { $0.hash },
        entityTag: String? = nil, failures: [GroupVersion: String] = [:]
    ) throws -> SchemaSaveOutcome {
        try keep(documents, as: cluster, serverHash: serverHash)
        let observed = documents.map { groupVersion, document in
            SchemaObservation.Document(
                groupVersion: groupVersion, serverHash: serverHash(document), outcome: .fetched(document.hash))
        }
        let failed = failures.map { groupVersion, message in
            SchemaObservation.Document(
                groupVersion: groupVersion, serverHash: nil,
                outcome: .failed(GroupVersionFailure(httpStatus: 503, message: message)))
        }
        return try writer().saveSchemas(
            observation(.listed(observed + failed), at: seconds, entityTag: entityTag), asCluster: cluster,
            now: { self.start.addingTimeInterval(now ?? seconds) })
    }

    func keep(
        _ documents: [(GroupVersion, OpenAPIDocument)], as cluster: String = "prod", at seconds: Double = 0,
        serverHash: (OpenAPIDocument) -> String? = { $0.hash }
    ) throws {
        try writer().keep(
            documents.map { .init(groupVersion: $0, serverHash: serverHash($1), document: $1) }, ofCluster: cluster,
            now: start.addingTimeInterval(seconds))
    }

    func observation(
        _ content: SchemaObservation.Content, at seconds: Double, entityTag: String? = nil,
        server: String = "https://10.0.0.1:6443"
    ) -> SchemaObservation {
        SchemaObservation(
            server: server, observedAt: start.addingTimeInterval(seconds), duration: 0.5, requests: 3, bytes: 1000,
            form: .v3, entityTag: entityTag, content: content)
    }

    /// Reads the schemas of one cluster.
    func schemas<Value>(
        _ reference: String = "prod", now: Double = 1_000_000, _ body: (SchemaReader) throws -> Value
    ) throws -> Value? {
        let reference = SurfaceReference(reference, now: start.addingTimeInterval(now))
        return try reader().withSchemas(of: [reference]) { readers in try readers[0].map(body) }
    }

    func known(_ cluster: String = "prod", server: String = "https://10.0.0.1:6443") throws -> KnownSchemas {
        try reader().knownSchemas(ofCluster: cluster, server: server)
    }

    func schemaRowCounts() throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for table in Self.schemaTables {
            if case .integer(let count) = try query("SELECT count(*) FROM \(table)")[0][0] {
                counts[table] = Int(count)
            }
        }
        return counts
    }
}
