import Crawler
import DiscoveryModel

/// What `kubectl api-resources` of kubectl 1.37 would cost with an empty cache: an estimate from what was measured here.
///
/// kubectl asks for v2 and legacy only, `/api` and then `/apis`; where the server has no v2, for each group version too,
/// for one that fails twice, all of them at once but for the limits that client-go sets itself. Assumed is that the server
/// answers so many at once as quickly as a few, and that kubectl's own work costs nothing.
struct KubectlCost: Sendable {
    /// client-go's limits in kubectl: so many requests at once, then so many a second.
    static let burst = 300
    static let requestsPerSecond = 50.0

    /// Whether it needs no request for each group version.
    let isAggregated: Bool
    let requests: Int
    /// Seconds that its own limits hold it up.
    let throttled: Double
    /// Seconds from start to end.
    let duration: Double

    /// - Parameter setup: Seconds that a new connection takes.
    init(discovery: DiscoveryStep, rows: [ProbedGroupVersion], setup: Double) {
        let isAggregated = discovery.speaks(.aggregatedV2)
        self.init(
            isAggregated: isAggregated,
            lists: setup + (discovery.answers[isAggregated ? .aggregatedV2 : .legacy]?.cost.duration ?? 0),
            durations: rows.map(\.answer.cost.duration), failures: rows.count { $0.answer.failure != nil })
    }

    /// - Parameters:
    ///   - lists: Seconds until `/api` and `/apis` are read.
    ///   - durations: Seconds that each group version takes.
    ///   - failures: How many of them fail.
    init(isAggregated: Bool, lists: Double, durations: [Double], failures: Int) {
        self.isAggregated = isAggregated
        requests = isAggregated ? 2 : 2 + durations.count + failures
        throttled = isAggregated ? 0 : Double(max(0, requests - Self.burst)) / Self.requestsPerSecond
        duration = lists + (isAggregated ? 0 : max(throttled, durations.max() ?? 0))
    }
}
