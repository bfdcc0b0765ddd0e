import NIOConcurrencyHelpers
import NIOCore

/// The faults of one server, by path.
final class FaultScript: Sendable {
    private struct Entry {
        var play: FaultPlay
        var remaining: Int?
    }

    private let entries = NIOLockedValueBox<[String: Entry]>([:])

    func set(_ fault: Fault?, at path: String, times: Int?) {
        let entry = fault.map { Entry(play: FaultPlay($0), remaining: times) }
        entries.withLockedValue { $0[path] = entry }
    }

    func removeAll() {
        entries.withLockedValue { $0.removeAll() }
    }

    /// The fault that the next answer at a path has, counted as used.
    ///
    /// - Parameter cluster: The prefix of the cluster of a fleet that is asked.
    func next(at path: String, of cluster: String?) -> FaultPlay? {
        entries.withLockedValue { entries in
            for key in [cluster, path, FakeAPIServer.everyPath].compactMap(\.self) {
                guard var entry = entries[key] else { continue }
                guard let remaining = entry.remaining else { return entry.play }
                guard remaining > 0 else { continue }
                entry.remaining = remaining - 1
                entries[key] = entry
                return entry.play
            }
            return nil
        }
    }
}

/// A fault with what can be made ahead of the requests.
struct FaultPlay: Sendable {
    let fault: Fault
    /// What a ``Fault/gzipBomb(unpackedSize:)`` sends.
    let packed: ByteBuffer

    init(_ fault: Fault) {
        self.fault = fault
        packed = if case .gzipBomb(let size) = fault { Gzip.zeros(count: size) } else { ByteBuffer() }
    }
}
