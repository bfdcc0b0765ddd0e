import DiscoveryModel
import FakeAPIServer
import Foundation
import Testing

/// Clusters whose schemas a test writes itself.
enum MadeSchemas {
    /// A document of apps/v1 whose Deployment has a spec with these fields.
    static func document(
        _ fields: [String: JSON], required: [String] = [], definitions: [String: JSON] = [:]
    ) -> Data {
        let spec: JSON = .object([
            "type": "object", "properties": .object(fields), "required": .list(required.map { .text($0) }),
        ])
        let deployment: JSON = .object([
            "type": "object", "properties": .object(["spec": spec]),
            "x-kubernetes-group-version-kind": .list([
                .object(["group": "apps", "version": "v1", "kind": "Deployment"])
            ]),
        ])
        let schemas = definitions.merging(["v1.Deployment": deployment]) { first, _ in first }
        let document: JSON = .object([
            "openapi": "3.0.0", "info": .object([:]), "paths": .object([:]),
            "components": .object(["schemas": .object(schemas)]),
        ])
        do { return try JSONEncoder().encode(document) } catch { preconditionFailure("JSON always encodes: \(error)") }
    }

    static func reference(_ names: String..., description: String = "") -> JSON {
        .object([
            "description": .text(description),
            "allOf": .list(names.map { .object(["$ref": .text("#/components/schemas/\($0)")]) }),
        ])
    }

    /// Crawls a cluster for each document, named by their keys.
    static func withCrawled(
        _ documents: KeyValuePairs<String, Data>, _ body: @Sendable (Binary) async throws -> Void
    ) async throws {
        let served = documents.map { name, document in
            var cluster = FakeCluster.small
            cluster.openAPI = OpenAPIService(documents: [GroupVersion(group: "apps", version: "v1"): document])
            return (name, cluster)
        }
        try await Binary.with { crawlctl in
            for (name, cluster) in served {
                try await FakeAPIServer.withServer(cluster) { server in
                    let crawl = try await crawlctl.run(
                        "crawl", "--server", server.url.absoluteString, "--name", name, "--schemas")
                    try #require(crawl.status == 0, "\(crawl.errors)")
                }
            }
            try await body(crawlctl)
        }
    }
}

extension FakeCluster {
    /// The small cluster, with made-up schemas of all its kinds; those of another revision differ.
    static func withSchemas(revision: Int = 1) -> FakeCluster {
        var cluster = FakeCluster.small
        cluster.openAPI = .made(for: cluster.groups, revision: revision)
        return cluster
    }

    /// The same with something changed.
    static func withSchemas(
        revision: Int = 1, change: (inout OpenAPIService) throws -> Void
    ) rethrows -> FakeCluster {
        var cluster = withSchemas(revision: revision)
        try change(&cluster.openAPI)
        return cluster
    }
}

/// JSON in a schema.
indirect enum JSON: Encodable, Sendable, ExpressibleByStringLiteral {
    case text(String)
    case number(Int)
    case bool(Bool)
    case list([JSON])
    case object([String: JSON])

    init(stringLiteral text: String) { self = .text(text) }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .text(let value): try value.encode(to: encoder)
        case .number(let value): try value.encode(to: encoder)
        case .bool(let value): try value.encode(to: encoder)
        case .list(let value): try value.encode(to: encoder)
        case .object(let value): try value.encode(to: encoder)
        }
    }
}
