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

enum KubectlStep {
    static func step(
        _ cost: KubectlCost, _ discovery: DiscoveryStep, _ rows: [ProbedGroupVersion]
    ) -> DoctorStep {
        let count = Count.text(cost.requests, "request")
        var step = DoctorStep(
            name: .kubectl, finding: "with an empty cache \(count), about \(Moment.span(cost.duration))")
        let limits =
            "at most \(KubectlCost.burst) requests at once and then \(Int(KubectlCost.requestsPerSecond)) a second, kubectl's own limits"
        let assumption =
            "a new connection, /api and then /apis\(cost.isAggregated ? "" : ", then the group versions, \(limits)"); each answer as quick as measured here, kubectl's own work aside"
        let lost = rows.filter { $0.state != .current }.map(\.groupVersion.description)
        if !cost.isAggregated {
            step.notes.append(
                "kubectl 1.37 asks for v2, which this server does not speak, and so for each group version")
            if discovery.speaks(.aggregatedV2beta1) {
                step.notes.append("kubectl 1.26 to 1.36 takes v2beta1 too: 2 requests")
            }
        }
        step.notes.append("assumed: \(assumption)")
        if !lost.isEmpty {
            let list = Count.list(lost, limit: 4)
            step.notes.append(
                cost.isAggregated
                    ? "kubectl api-resources leaves out what is not current, and says nothing of it: \(list)"
                    : "kubectl api-resources asks twice for what is not current, and ends with an error: \(list)")
        }
        step.details = [
            "requests": .integer(cost.requests), "durationSeconds": .seconds(cost.duration),
            "throttledSeconds": .seconds(cost.throttled), "aggregated": .bool(cost.isAggregated),
            "burst": .integer(KubectlCost.burst), "requestsPerSecond": .integer(Int(KubectlCost.requestsPerSecond)),
            "assumption": .text("kubectl 1.37, an empty cache, \(assumption)"),
        ]
        return step
    }
}
