import DiscoveryModel
import Foundation
import OpenAPIModel

/// Reads the OpenAPI documents of one API server: what the fields of its API are.
///
/// One request for the list of documents, and one for each document whose hash is not known. A server that has no such
/// list is asked for its one document of version 2, which is split by group version. Follows client-go's `openapi`
/// package and kube-openapi's handlers.
public struct OpenAPICrawler: Sendable {
    /// How far a crawl has come.
    public struct Progress: Hashable, Sendable {
        /// Documents that were fetched, or had failed.
        public var done: Int
        /// Documents to fetch.
        public var total: Int
    }

    /// A document that was fetched.
    public struct Fetched: Sendable {
        /// Whose it is.
        public var groupVersion: GroupVersion
        /// What the server calls this state of it; `nil` where it gives it no name.
        public var serverHash: String?
        /// The document.
        public var document: OpenAPIDocument
    }

    private let connection: ServerConnection
    private let transport: CrawlTransport
    private let options: CrawlOptions
    private let now: @Sendable () -> Date

    /// Makes a crawler; nothing is sent yet.
    public init(
        _ connection: ServerConnection, transport: CrawlTransport, options: CrawlOptions = CrawlOptions(),
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.connection = connection
        self.transport = transport
        self.options = options
        self.now = now
    }

    /// Crawls once.
    ///
    /// At most ``CrawlOptions/schemaRequestsInFlight`` documents are in memory at once. One that fails is part of the
    /// observation.
    ///
    /// - Parameters:
    ///   - known: What need not be fetched.
    ///   - onProgress: Called as documents come.
    ///   - keep: Gets each document as it comes, several at once; the next is asked for when it returns.
    /// - Throws: ``CrawlError`` when the server cannot be reached, refuses our credentials (401), has no documents or a
    ///   list that is not to be understood; and what `keep` throws.
    public func crawl(
        known: KnownSchemas = KnownSchemas(), onProgress: @escaping @Sendable (Progress) -> Void = { _ in },
        keep: @escaping @Sendable (Fetched) async throws -> Void
    ) async throws -> SchemaObservation {
        let start = ContinuousClock.now
        let client = HTTPClient(connection, transport: transport, options: options)
        let reader = OpenAPIReader(client: client)
        let walk = OpenAPIWalk(
            reader: reader, requestsInFlight: options.schemaRequestsInFlight, known: known, onProgress: onProgress,
            keep: keep)
        let (form, entityTag, content) = try await walk.content()
        do {
            try Task.checkCancellation()
        } catch {
            throw CrawlError(.cancelled, what: "cannot read \(connection.address)", cause: "cancelled")
        }
        let usage = client.usage
        return SchemaObservation(
            server: connection.address.description, observedAt: now(), duration: (.now - start) / .seconds(1),
            requests: usage.requests, bytes: usage.bytes, form: form, entityTag: entityTag, content: content)
    }
}
