import Crawler
import DiscoveryModel

/// What each group version costs, and which are slow, stale or broken.
enum GroupVersionsStep {
    static func step(_ rows: [ProbedGroupVersion], legacy: ProbeAnswer<ProbedDiscovery>?) -> DoctorStep {
        let limit = SlowLimit(rows)
        let stale = rows.count { $0.state == .stale }
        let failed = rows.count { $0.state == .failed }
        let slow = rows.count(where: \.isSlow)
        let walk = rows.reduce(ProbeCost()) { $0 + $1.answer.cost }
        let whole = walk + (legacy?.cost ?? ProbeCost())

        var step = DoctorStep(name: .groupVersions, finding: "")
        step.problems = rows.count(where: \.hasProblem)
        if step.problems > 0 { step.status = failed > 0 ? .failed : .warning }
        let counts = [(stale, "stale"), (failed, "failed"), (slow, "slow")].filter { $0.0 > 0 }
        step.finding =
            Count.text(rows.count, "group version")
            + (counts.isEmpty ? ", all current" : ", " + counts.map { "\($0.0) \($0.1)" }.joined(separator: ", "))
        step.notes = [
            "a legacy walk: \(CostText.text(whole)) if one after the other",
            "slow is what takes longer than \(Moment.span(SlowLimit.floor)) and than \(Int(SlowLimit.factor)) times the median, \(Moment.span(limit.median))",
        ]
        if rows.contains(where: { $0.apiService?.httpStatus == 403 }) {
            step.notes.append("the APIServices behind them may not be read with these credentials (403 Forbidden)")
        }
        step.hint = hint(rows)
        step.rows = rows
        step.details = [
            "requests": .integer(whole.requests), "bytes": .integer(whole.bytes),
            "durationSeconds": .seconds(whole.duration), "medianSeconds": .seconds(limit.median),
            "slowLimitSeconds": .seconds(limit.seconds), "current": .integer(rows.count { $0.state == .current }),
            "stale": .integer(stale), "failed": .integer(failed), "slow": .integer(slow),
            "requestsInFlight": .integer(Diagnosis.requestsInFlight),
            "groupVersions": .list(rows.map(fields)),
        ]
        return step
    }

    /// Where to look first: at a service that cannot be reached.
    private static func hint(_ rows: [ProbedGroupVersion]) -> String? {
        let services = rows.compactMap { $0.state == .current ? nil : $0.apiService?.value?.service }
        if let service = services.first {
            return
                "look at the pods behind the service: kubectl -n \(service.namespace) get endpointslices -l kubernetes.io/service-name=\(service.name)"
        }
        let broken = rows.first { $0.state != .current && !$0.groupVersion.group.isEmpty }
        return broken.map {
            "look at what serves it: kubectl get apiservice \($0.groupVersion.version).\($0.groupVersion.group)"
        }
    }

    private static func fields(_ row: ProbedGroupVersion) -> OutputValue {
        var fields: [String: OutputValue] = [
            "groupVersion": .text(row.groupVersion.description), "group": .text(row.groupVersion.group),
            "version": .text(row.groupVersion.version), "form": .text(DiscoveryForm.legacy.rawValue),
            "listedIn": .texts(row.listedIn.map(\.rawValue)), "state": .text(row.state.rawValue),
            "slow": .bool(row.isSlow), "resources": .integer(row.answer.value), "apiService": .null,
            "apiServiceError": .text(row.apiService?.failure?.cause),
        ]
        if let service = row.apiService?.value { fields["apiService"] = self.fields(service) }
        fields.merge(DoctorFields.cost(row.answer)) { own, _ in own }
        return .object(fields)
    }

    private static func fields(_ service: ProbedAPIService) -> OutputValue {
        .object([
            "name": .text(service.name),
            "service": service.service.map {
                .object(["namespace": .text($0.namespace), "name": .text($0.name), "port": .integer($0.port)])
            } ?? .null,
            "available": service.isAvailable.map { .bool($0) } ?? .null, "reason": .text(service.reason),
            "message": .text(service.message), "since": .text(service.since.map { DoctorFields.time($0) }),
        ])
    }
}
