import DiscoveryStore
import Foundation
import NIOCore
import Synchronization

/// The bodies of OpenAPI documents, as they are served; the ones that were asked for last are kept.
///
/// A document is its hash, whichever cluster and date it is of, so what is kept never gets old. Documents are read one
/// after the other, on a queue of their own: whoever asks for the surface of a cluster does not wait for them.
final class SchemaLibrary: Sendable {
    private struct Kept {
        var answer: ServedAnswer
        var usedAt: UInt64
    }

    private struct State {
        var kept: [String: Kept] = [:]
        var cost = 0
        var clock: UInt64 = 0
    }

    private let watch: DatabaseFileWatch
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "schema library")
    /// Touched on the queue alone.
    private nonisolated(unsafe) var database: ServedDatabase

    /// More than this many bytes are not kept.
    private static let costLimit = 8 << 20

    /// - Parameters:
    ///   - path: The database file; it need not be there.
    ///   - watch: Looks at it.
    init(path: String, watch: DatabaseFileWatch) {
        self.watch = watch
        database = ServedDatabase(path: path)
    }

    /// The document of a hash as an answer without caching instructions; `nil` when there is none.
    ///
    /// - Throws: ``DiscoveryStoreError`` when the database cannot be read.
    func answer(hash: String) async throws -> ServedAnswer? {
        if let known = kept(hash) { return known }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try self.load(hash) }) }
        }
    }

    private func kept(_ hash: String) -> ServedAnswer? {
        state.withLock { state in
            guard let kept = state.kept[hash] else { return nil }
            state.clock += 1
            state.kept[hash]?.usedAt = state.clock
            return kept.answer
        }
    }

    // MARK: - On the queue

    private func load(_ hash: String) throws -> ServedAnswer? {
        // Whoever waited in the queue may find what another one asked for.
        if let known = kept(hash) { return known }
        guard let revision = watch.revision(),
            let body = try database.database(at: revision).openAPIDocument(hash: hash)
        else { return nil }
        let answer = ServedAnswer(contentType: "application/json", body: ByteBuffer(bytes: body))
        if answer.cost <= Self.costLimit { keep(answer, hash) }
        return answer
    }

    private func keep(_ answer: ServedAnswer, _ hash: String) {
        state.withLock { state in
            state.clock += 1
            state.kept[hash] = Kept(answer: answer, usedAt: state.clock)
            state.cost += answer.cost
            while state.cost > Self.costLimit, let oldest = state.kept.min(by: { $0.value.usedAt < $1.value.usedAt }) {
                state.cost -= oldest.value.answer.cost
                state.kept[oldest.key] = nil
            }
        }
    }
}
