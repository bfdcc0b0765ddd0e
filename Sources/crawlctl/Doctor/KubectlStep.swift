import Crawler
import DiscoveryModel

/// What the same discovery would cost kubectl.
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
        // What fails in the legacy form only is no matter to who does not ask for it.
        let lost = rows.filter { cost.isAggregated ? $0.isStale : $0.answer.failure != nil }
            .map(\.groupVersion.description)
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
                    ? "kubectl api-resources leaves out what is stale, and says nothing of it: \(list)"
                    : "kubectl api-resources asks twice for what fails, and ends with an error: \(list)")
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
