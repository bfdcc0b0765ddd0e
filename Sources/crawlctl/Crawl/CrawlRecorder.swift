import Crawler
import DiscoveryModel
import DiscoveryStore
import Foundation
import Synchronization

/// The database as crawls use it: opened once for all of them, its waits on a thread of their own. Crawls that end while
/// others are written are written together.
final class CrawlRecorder: Sendable {
    private struct Waiting {
        let observation: CrawlObservation
        let cluster: String
        let continuation: CheckedContinuation<SaveOutcome, any Error>
    }

    private let path: String
    let now: @Sendable () -> Date
    let queue = DispatchQueue(label: "crawl recorder")
    private let waiting = Mutex<[Waiting]>([])
    let schemas = Mutex(SchemaQueue())
    /// Touched on the queue alone.
    private nonisolated(unsafe) var opened: DiscoveryDatabase?
    /// Which file that is: whoever removes or replaces it means another one.
    private nonisolated(unsafe) var openedFile: FileIdentity?

    init(path: String, now: @escaping @Sendable () -> Date) {
        self.path = path
        self.now = now
    }

    /// The name of the cluster that a name or alias means; the name itself where there is none yet.
    func clusterName(for name: String) async throws -> String {
        try await onQueue { try self.existing()?.clusterName(for: name) ?? name }
    }

    /// What the database has of its clusters; nothing where there is no database yet.
    func clusters() async throws -> [ClusterSummary] {
        try await onQueue { try self.existing()?.clusters() ?? [] }
    }

    /// What to send with the next crawl of a cluster.
    func validators(ofCluster name: String, server: String) async throws -> [Validator] {
        try await onQueue { try self.existing()?.validators(ofCluster: name, server: server) ?? [] }
    }

    /// Saves; `nil` when what the observation builds on was removed while it was made, so that a whole one is needed.
    func save(_ observation: CrawlObservation, asCluster name: String) async throws -> SaveOutcome? {
        do {
            return try await withCheckedThrowingContinuation { continuation in
                waiting.withLock { waiting in
                    waiting.append(Waiting(observation: observation, cluster: name, continuation: continuation))
                }
                queue.async { self.saveWaiting() }
            }
        } catch let error as DiscoveryStoreError where error.code == .outdatedValidator {
            return nil
        }
    }

    private func saveWaiting() {
        let crawls = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        answer(crawls.map(\.continuation)) { database in
            try database.save(crawls.map { ($0.observation, $0.cluster) }, now: self.now)
        }
    }

    /// Saves what some wait for, and tells each of them what became of it; on the queue alone.
    ///
    /// A crawl that fails makes no database, so one that is not there yet is made here.
    func answer<Outcome: Sendable>(
        _ continuations: [CheckedContinuation<Outcome, any Error>],
        _ save: (DiscoveryDatabase) throws -> [Result<Outcome, DiscoveryStoreError>]
    ) {
        if continuations.isEmpty { return }
        do {
            for (continuation, result) in zip(continuations, try save(existing() ?? open())) {
                continuation.resume(with: result.mapError { $0 as any Error })
            }
        } catch {
            for continuation in continuations { continuation.resume(throwing: error) }
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

    func existing() throws -> DiscoveryDatabase? {
        let file = FileIdentity(path: path)
        if file != openedFile { (opened, openedFile) = (nil, nil) }
        if let opened { return opened }
        return file == nil ? nil : try open()
    }

    func open() throws -> DiscoveryDatabase {
        let database = try DiscoveryDatabase.openForWriting(path: path)
        (opened, openedFile) = (database, FileIdentity(path: path))
        return database
    }

    func onQueue<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }
}

/// Which file a path leads to.
private struct FileIdentity: Equatable {
    private let device: dev_t
    private let number: ino_t

    /// `nil` when there is none.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        (device, number) = (status.st_dev, status.st_ino)
    }
}
