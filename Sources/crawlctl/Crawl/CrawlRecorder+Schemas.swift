import Crawler
import DiscoveryModel
import DiscoveryStore
import Foundation

extension CrawlRecorder {
    /// What need not be fetched of a cluster's documents.
    func knownSchemas(ofCluster name: String, server: String) async throws -> KnownSchemas {
        try await onQueue { try self.existing()?.knownSchemas(ofCluster: name, server: server) ?? KnownSchemas() }
    }

    /// Takes a document to be kept. It is written with others that come meanwhile; only where many wait already does this
    /// wait for them.
    ///
    /// - Throws: Why an earlier document of the cluster could not be written.
    func keep(_ document: FetchedOpenAPIDocument, ofCluster name: String) async throws {
        let isFull = schemas.withLock { queue in
            queue.documents.append((document, name))
            queue.size += document.document.size
            return queue.size > SchemaQueue.limit
        }
        queue.async { self.writeDocuments() }
        if isFull {
            await withCheckedContinuation { continuation in
                schemas.withLock { $0.waiting.append(continuation) }
                // Behind this, whatever was written before we waited.
                queue.async { self.writeDocuments() }
            }
        }
        if let failure = schemas.withLock({ $0.failures.removeValue(forKey: name) }) { throw failure }
    }

    private func writeDocuments() {
        let (waitingDocuments, continuations) = schemas.withLock { queue in
            defer { (queue.documents, queue.size, queue.waiting) = ([], 0, []) }
            return (queue.documents, queue.waiting)
        }
        for (name, group) in Dictionary(grouping: waitingDocuments, by: \.cluster) {
            do {
                try (existing() ?? open()).keep(group.map(\.document), ofCluster: name, now: now())
            } catch {
                schemas.withLock { $0.failures[name] = error }
            }
        }
        for continuation in continuations { continuation.resume() }
    }

    /// Saves, with others that come meanwhile; `nil` when a document that the observation builds on was removed while it
    /// was made.
    func saveSchemas(_ observation: SchemaObservation, asCluster name: String) async throws -> SchemaSaveOutcome? {
        do {
            return try await withCheckedThrowingContinuation { continuation in
                schemas.withLock {
                    $0.readings.append(.init(observation: observation, cluster: name, continuation: continuation))
                }
                queue.async { self.saveReadings() }
            }
        } catch let error as DiscoveryStoreError where error.code == .outdatedValidator {
            return nil
        }
    }

    private func saveReadings() {
        writeDocuments()
        var readings = schemas.withLock { queue in
            defer { queue.readings = [] }
            return queue.readings
        }
        // A reading whose documents could not be written is none.
        readings.removeAll { reading in
            guard let failure = schemas.withLock({ $0.failures.removeValue(forKey: reading.cluster) }) else {
                return false
            }
            reading.continuation.resume(throwing: failure)
            return true
        }
        answer(readings.map(\.continuation)) { database in
            try database.saveSchemas(readings.map { ($0.observation, $0.cluster) }, now: self.now)
        }
    }

    /// Notes that the schemas of a known cluster could not be read.
    func rememberSchemaFailure(_ error: any Error, ofCluster name: String, server: String) async {
        guard let error = error as? CrawlError, error.code != .cancelled else { return }
        let message = error.code == .invalidCredentials ? error.what : error.description
        try? await onQueue {
            try self.existing()?.recordSchemaFailure(
                ofCluster: name, server: server, message: message, at: self.now())
        }
    }
}
