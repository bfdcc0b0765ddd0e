import Crawler
import DiscoveryModel
import FakeAPIServer
import Foundation
import Synchronization
import Testing

/// Reads the OpenAPI documents of fake API servers.
enum OpenAPIHarness {
    /// What was handed over while it was read.
    final class Kept: Sendable {
        private let documents = Mutex<[OpenAPICrawler.Fetched]>([])

        var all: [OpenAPICrawler.Fetched] { documents.withLock { $0 } }
        var groupVersions: Set<GroupVersion> { Set(all.map(\.groupVersion)) }

        func add(_ document: OpenAPICrawler.Fetched) { documents.withLock { $0.append(document) } }
    }

    static func crawl(
        _ server: FakeAPIServer, known: KnownSchemas = KnownSchemas(), kept: Kept = Kept(),
        url: String? = nil, options: (inout CrawlOptions) -> Void = { _ in }
    ) async throws -> SchemaObservation {
        let connection = ServerConnection(address: try ServerAddress(url ?? server.url.absoluteString))
        var crawlOptions = CrawlOptions()
        crawlOptions.requestTimeout = .seconds(20)
        options(&crawlOptions)
        let transport = CrawlTransport(userAgent: "crawlctl-tests")
        return try await OpenAPICrawler(connection, transport: transport, options: crawlOptions)
            .crawl(known: known) { kept.add($0) }
    }

    /// A small cluster that has OpenAPI documents.
    static func cluster(
        _ service: OpenAPIService = .made(for: FakeCluster.small.groups),
        change: (inout OpenAPIService) -> Void = { _ in }
    ) -> FakeCluster {
        var cluster = FakeCluster.small
        cluster.openAPI = service
        change(&cluster.openAPI)
        return cluster
    }
}

extension SchemaObservation {
    var documents: [Document] {
        if case .listed(let documents) = content { documents } else { [] }
    }

    func outcome(of text: String) -> Outcome? {
        documents.first { $0.groupVersion.description == text }?.outcome
    }

    /// What a store that kept all of it would know.
    var known: KnownSchemas {
        var known = KnownSchemas()
        for document in documents {
            switch document.outcome {
            case .known(let hash), .fetched(let hash):
                known.hashes.insert(hash)
                known.documents[document.groupVersion] = .init(serverHash: document.serverHash ?? hash, hash: hash)
            case .failed: break
            }
        }
        if let entityTag { known.entityTags["/openapi/\(form.rawValue)"] = entityTag }
        return known
    }
}
