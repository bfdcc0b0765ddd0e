import Crawler
import DiscoveryModel

/// What `kubectl api-resources` of kubectl 1.37 would cost with an empty cache: an estimate from what was measured here.
///
/// kubectl asks for v2 and legacy only, `/api` and then `/apis`; where the server has no v2, for each group version too,
/// all of them at once but for the limits that client-go sets itself. Assumed is that the server answers so many at once
/// as quickly as a few.
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
        isAggregated = discovery.speaks(.aggregatedV2)
        let lists = discovery.answers[isAggregated ? .aggregatedV2 : .legacy]?.cost.duration ?? 0
        if isAggregated {
            (requests, throttled, duration) = (2, 0, setup + lists)
        } else {
            requests = 2 + rows.count
            throttled = Double(max(0, requests - Self.burst)) / Self.requestsPerSecond
            let slowest = rows.map(\.answer.cost.duration).max() ?? 0
            duration = setup + lists + max(throttled, slowest)
        }
    }
}

enum KubectlStep {
    static func step(
        _ cost: KubectlCost, _ discovery: DiscoveryStep, _ rows: [ProbedGroupVersion]
    ) -> DoctorStep {
        var step = DoctorStep(
            name: .kubectl,
            finding:
                "with an empty cache \(Count.text(cost.requests, "request")), about \(Moment.span(cost.duration))")
        let limits =
            "at most \(KubectlCost.burst) requests at once and then \(Int(KubectlCost.requestsPerSecond)) a second, which are kubectl's own limits"
        step.notes = [
            cost.isAggregated
                ? "assumed: a new connection, then /api and /apis one after the other, as measured above"
                : "kubectl 1.37 asks for v2, which this server does not speak, so it asks for each group version"
        ]
        if !cost.isAggregated {
            step.notes.append(
                "assumed: a new connection, /api, /apis, then the group versions, each as measured above, \(limits)")
        }
        if !cost.isAggregated && discovery.speaks(.aggregatedV2beta1) {
            step.notes.append("kubectl 1.26 to 1.36 takes v2beta1 and needs 2 requests")
        }
        let lost = rows.filter { $0.state != .current }.map(\.groupVersion.description)
        if !lost.isEmpty {
            step.notes.append("kubectl api-resources leaves out what is not current: \(Count.list(lost, limit: 4))")
        }
        step.details = [
            "requests": .integer(cost.requests), "durationSeconds": .seconds(cost.duration),
            "throttledSeconds": .seconds(cost.throttled), "aggregated": .bool(cost.isAggregated),
            "burst": .integer(KubectlCost.burst), "requestsPerSecond": .integer(Int(KubectlCost.requestsPerSecond)),
            "assumption": .text(
                "kubectl 1.37, an empty cache, a new connection, each answer as quick as measured, \(limits)"),
        ]
        return step
    }
}
