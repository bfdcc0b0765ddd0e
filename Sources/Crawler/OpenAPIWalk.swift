import DiscoveryModel
import OpenAPIModel

/// Reads what a server lists, some documents at once, and only those that are not known.
struct OpenAPIWalk: Sendable {
    private typealias Document = SchemaObservation.Document

    let reader: OpenAPIReader
    let requestsInFlight: Int
    let known: KnownSchemas
    let onProgress: @Sendable (OpenAPICrawler.Progress) -> Void
    let keep: @Sendable (OpenAPICrawler.Fetched) async throws -> Void

    /// - Throws: ``CrawlError``, and what `keep` throws.
    func content() async throws -> (SchemaObservation.Form, entityTag: String?, SchemaObservation.Content) {
        switch try await reader.list(entityTag: known.entityTags["/openapi/v3"]) {
        case .unchanged: return (.v3, known.entityTags["/openapi/v3"], .unchanged)
        case .read(let listings, let tag): return (.v3, tag, .listed(try await documents(listings)))
        case .absent: break
        }
        switch try await reader.swagger(entityTag: known.entityTags["/openapi/v2"]) {
        case .unchanged: return (.v2, known.entityTags["/openapi/v2"], .unchanged)
        case .read(let swagger, let tag): return (.v2, tag, .listed(try await documents(of: swagger)))
        case .absent:
            throw CrawlError(
                .status(404), what: "cannot read \(reader.reader.client.url("/openapi/v3"))",
                cause: "404 Not Found, and no /openapi/v2 either", hint: "this server may not publish any schemas")
        }
    }

    // MARK: - Version 3

    private func documents(_ listings: [OpenAPIReader.Listing]) async throws -> [SchemaObservation.Document] {
        var documents: [Document] = []
        var missing: [OpenAPIReader.Listing] = []
        for listing in listings {
            let groupVersion = listing.groupVersion
            if let serverHash = listing.location?.hash,
                let hash = known.hash(of: groupVersion, serverHash: serverHash)
            {
                documents.append(
                    Document(groupVersion: groupVersion, serverHash: serverHash, outcome: .known(hash)))
            } else {
                missing.append(listing)
            }
        }
        documents += try await fetch(missing)
        return documents.sorted { $0.groupVersion < $1.groupVersion }
    }

    /// Asks for each; one that fails does not stop the rest.
    private func fetch(_ listings: [OpenAPIReader.Listing]) async throws -> [SchemaObservation.Document] {
        try await withThrowingTaskGroup(of: Document.self) { group in
            var waiting = listings.makeIterator()
            func askNext() {
                guard let listing = waiting.next() else { return }
                group.addTask { try await fetch(listing) }
            }
            for _ in 0..<max(1, requestsInFlight) { askNext() }
            var documents: [Document] = []
            while let document = try await group.next() {
                documents.append(document)
                onProgress(.init(done: documents.count, total: listings.count))
                askNext()
            }
            return documents
        }
    }

    private func fetch(_ listing: OpenAPIReader.Listing) async throws -> SchemaObservation.Document {
        let groupVersion = listing.groupVersion
        // A server that gives hashes has just said that this one is another.
        let last = listing.location?.hash == nil ? known.documents[groupVersion] : nil
        switch try await reader.document(listing, known: last?.serverHash) {
        case .unchanged:
            return Document(
                groupVersion: groupVersion, serverHash: last?.serverHash, outcome: .known(last?.hash ?? ""))
        case .failed(let failure):
            return Document(groupVersion: groupVersion, serverHash: listing.location?.hash, outcome: .failed(failure))
        case .read(let document, let serverHash):
            return try await take(document, of: groupVersion, serverHash: serverHash)
        }
    }

    private func take(
        _ document: OpenAPIDocument, of groupVersion: GroupVersion, serverHash: String?
    ) async throws -> SchemaObservation.Document {
        if known.hashes.contains(document.hash) {
            return Document(groupVersion: groupVersion, serverHash: serverHash, outcome: .known(document.hash))
        }
        try await keep(.init(groupVersion: groupVersion, serverHash: serverHash, document: document))
        return Document(groupVersion: groupVersion, serverHash: serverHash, outcome: .fetched(document.hash))
    }

    // MARK: - Version 2

    /// One after the other, so that only one is in memory beside the document that they are parts of.
    private func documents(of swagger: SwaggerDocument) async throws -> [SchemaObservation.Document] {
        let groupVersions = swagger.groupVersions
        var documents: [Document] = []
        for groupVersion in groupVersions {
            try Task.checkCancellation()
            do {
                let document = try OpenAPIDocument(swagger.document(of: groupVersion))
                documents.append(try await take(document, of: groupVersion, serverHash: nil))
            } catch let error as OpenAPIDocumentError {
                documents.append(
                    Document(
                        groupVersion: groupVersion, serverHash: nil,
                        outcome: .failed(GroupVersionFailure(message: error.description))))
            }
            onProgress(.init(done: documents.count, total: groupVersions.count))
        }
        return documents
    }
}
