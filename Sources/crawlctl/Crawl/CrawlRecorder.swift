import Crawler
import DiscoveryModel
import DiscoveryStore
import Foundation

/// The database as crawls use it: opened once for all of them, its waits on a thread of their own.
final class CrawlRecorder: Sendable {
    private let path: String
    private let now: @Sendable () -> Date
    private let queue = DispatchQueue(label: "crawl recorder")
    /// Touched on the queue alone.
    private nonisolated(unsafe) var opened: DiscoveryDatabase?

    init(path: String, now: @escaping @Sendable () -> Date) {
        self.path = path
        self.now = now
    }

    /// What to send with the next crawl of a cluster.
    func validators(ofCluster name: String, server: String) async throws -> [Validator] {
        try await onQueue { try self.existing()?.validators(ofCluster: name, server: server) ?? [] }
    }

    /// Saves; `nil` when what the observation builds on was removed while it was made, so that a whole one is needed.
    func save(_ observation: CrawlObservation, asCluster name: String) async throws -> SaveOutcome? {
        try await onQueue {
            // A crawl that fails makes no database, so one that is not there yet is made here.
            let database = try self.existing() ?? DiscoveryDatabase.openForWriting(path: self.path)
            self.opened = database
            do throws(DiscoveryStoreError) {
                return try database.save(observation, asCluster: name, now: self.now())
            } catch {
                if error.code == .outdatedValidator { return nil }
                throw error
            }
        }
    }

    /// Notes that a known cluster could not be read; where even that cannot be done, the error that is reported anyway
    /// is the one that counts.
    func rememberFailure(_ error: any Error, ofCluster name: String, server: String) async {
        guard let error = error as? CrawlError, error.code != .cancelled else { return }
        // What a credential plugin said may be anything.
        let message = error.code == .invalidCredentials ? error.what : error.description
        try? await onQueue {
            try self.existing()?.recordFailure(ofCluster: name, server: server, message: message, at: self.now())
        }
    }

    private func existing() throws -> DiscoveryDatabase? {
        if opened == nil && FileManager.default.fileExists(atPath: path) {
            opened = try DiscoveryDatabase.openForWriting(path: path)
        }
        return opened
    }

    private func onQueue<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }
}
