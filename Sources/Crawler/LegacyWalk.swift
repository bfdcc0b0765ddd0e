import DiscoveryModel

/// Reads group versions one document each, some at once.
struct LegacyWalk: Sendable {
    /// What was learnt of one group version.
    struct Answer: Sendable {
        var outcome: ObservedGroup.Outcome
        var storageVersionHashes: [String: String]?
    }

    let reader: DiscoveryReader
    let requestsInFlight: Int

    /// Asks for each group version; one that fails does not stop the rest.
    ///
    /// - Throws: ``CrawlError`` when our credentials are refused, or the crawl is told to stop.
    func resources(of groupVersions: [GroupVersion]) async throws -> [GroupVersion: Answer] {
        try await withThrowingTaskGroup(of: (GroupVersion, Answer).self) { group in
            var waiting = groupVersions.makeIterator()
            func askNext() {
                guard let groupVersion = waiting.next() else { return }
                group.addTask { (groupVersion, try await reader.resources(of: groupVersion)) }
            }
            for _ in 0..<max(1, requestsInFlight) { askNext() }
            var answers: [GroupVersion: Answer] = [:]
            while let (groupVersion, answer) = try await group.next() {
                answers[groupVersion] = answer
                askNext()
            }
            return answers
        }
    }
}
