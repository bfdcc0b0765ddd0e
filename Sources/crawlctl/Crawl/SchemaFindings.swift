import DiscoveryModel
import Synchronization

/// What is found wrong with documents while they come, several at once.
final class SchemaFindings: Sendable {
    private let found = Mutex<[SchemaFinding]>([])

    func add(_ texts: [String], of groupVersion: GroupVersion) {
        if texts.isEmpty { return }
        found.withLock { $0 += texts.map { SchemaFinding(groupVersion: groupVersion, text: $0) } }
    }

    /// By group version, as they stand in each document.
    var sorted: [SchemaFinding] {
        let found = found.withLock { $0 }
        return found.enumerated().sorted { one, other in
            one.element.groupVersion == other.element.groupVersion
                ? one.offset < other.offset : one.element.groupVersion < other.element.groupVersion
        }.map(\.element)
    }
}
