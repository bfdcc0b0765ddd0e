import DiscoveryModel
import DiscoveryStore
import DiscoveryWire
import Foundation
import OpenAPIModel

extension RecordedDocuments {
    /// Records the OpenAPI documents that are there, as a reading of the cluster's schemas would. One that is listed with
    /// the hash of a stored document, and has no file, is that document.
    ///
    /// - Parameters:
    ///   - cluster: A cluster whose discovery was recorded.
    ///   - observedAt: When they were read, where that is told; else it is when the newest of their files was written.
    /// - Returns: What it came to; `nil` where there are none.
    /// - Throws: What makes all of them useless.
    func saveSchemas(
        in database: DiscoveryDatabase, asCluster cluster: String, server: String, observedAt: Date?,
        now: () -> Date, reader: DocumentReader
    ) throws -> SchemaResult? {
        // They may be of another time than the discovery documents.
        reader.newest = nil
        guard let body = try openAPIList() else { return nil }
        let start = ContinuousClock.now
        let bytesBefore = reader.bytes
        let list: OpenAPIPathsDocument
        do {
            list = try OpenAPIPathsDocument(decoding: body)
        } catch {
            throw CommandFailure("cannot use \(path): \(error.text(of: "the list of OpenAPI documents"))")
        }
        let known = try database.knownSchemas(ofCluster: cluster, server: server)
        var documents: [SchemaObservation.Document] = []
        var findings: [SchemaFinding] = []
        for (groupVersion, url) in list.documents {
            let serverHash = OpenAPIPathsDocument.hash(inURL: url)
            let outcome: SchemaObservation.Outcome
            switch document(of: groupVersion) {
            case nil:
                let hash = serverHash.flatMap { known.hash(of: groupVersion, serverHash: $0) }
                outcome =
                    hash.map { .known($0) } ?? .failed(GroupVersionFailure(message: "its document is missing"))
            case .success(let document)?:
                findings += document.findings.map { SchemaFinding(groupVersion: groupVersion, text: $0) }
                // One after the other: no more than one is in memory.
                try database.keep(
                    [FetchedOpenAPIDocument(groupVersion: groupVersion, serverHash: serverHash, document: document)],
                    ofCluster: cluster, now: now())
                outcome = .fetched(document.hash)
            case .failure(let failure)?: outcome = .failed(failure.failure)
            }
            documents.append(.init(groupVersion: groupVersion, serverHash: serverHash, outcome: outcome))
        }
        let observation = SchemaObservation(
            server: server, observedAt: observedAt ?? min(reader.newest ?? now(), now()),
            duration: (.now - start) / .seconds(1), requests: 0,
            bytes: reader.bytes - bytesBefore, form: .v3, content: .listed(documents))
        let saved = try database.saveSchemas(observation, asCluster: cluster, now: now)
        return .recorded(SchemaCost(observation), saved, findings)
    }

    /// `nil` where it is not there.
    private func document(of groupVersion: GroupVersion) -> Result<OpenAPIDocument, UnusableDocument>? {
        switch openAPI(of: groupVersion) {
        case nil: return nil
        case .stale?: return .failure(UnusableDocument("it is stale"))
        case .failed(let failure)?: return .failure(UnusableDocument(failure: failure))
        case .document(let body)?:
            do {
                return .success(try OpenAPIDocument(body))
            } catch {
                return .failure(UnusableDocument(error.description))
            }
        }
    }
}

/// Why a document cannot be used.
private struct UnusableDocument: Error {
    var failure: GroupVersionFailure

    init(failure: GroupVersionFailure) { self.failure = failure }

    init(_ message: String) { failure = GroupVersionFailure(message: message) }
}
