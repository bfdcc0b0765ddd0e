import Crawler
import DiscoveryModel

/// In which forms the server tells of its API.
struct DiscoveryStep: Sendable {
    /// Those that are asked for, the best first.
    static let forms: [DiscoveryForm] = [.aggregatedV2, .aggregatedV2beta1, .legacy]

    let answers: [DiscoveryForm: ProbeAnswer<ProbedDiscovery>]

    /// Whether the server speaks a form: it was asked for it and answered in it.
    func speaks(_ form: DiscoveryForm) -> Bool { answers[form]?.value?.form == form }

    /// The best form that it speaks.
    var best: DiscoveryForm? { Self.forms.first(where: speaks) }

    /// Every group version that is listed in any form, in the order of the best.
    var groupVersions: [GroupVersion] {
        var seen: Set<GroupVersion> = []
        return Self.forms.flatMap { answers[$0]?.value?.groupVersions ?? [] }.filter { seen.insert($0).inserted }
    }

    /// Those that the server says it could not refresh.
    var stale: Set<GroupVersion> { Self.forms.reduce(into: []) { $0.formUnion(answers[$1]?.value?.stale ?? []) } }

    /// The forms that list a group version.
    func forms(listing groupVersion: GroupVersion, in sets: [DiscoveryForm: Set<GroupVersion>]) -> [DiscoveryForm] {
        Self.forms.filter { sets[$0]?.contains(groupVersion) ?? false }
    }

    /// What each form that the server speaks lists.
    var listed: [DiscoveryForm: Set<GroupVersion>] {
        var sets: [DiscoveryForm: Set<GroupVersion>] = [:]
        for form in Self.forms where speaks(form) { sets[form] = Set(answers[form]?.value?.groupVersions ?? []) }
        return sets
    }

    var step: DoctorStep {
        var step = DoctorStep(name: .discovery, finding: "")
        step.details = [
            "best": .text(best?.rawValue), "forms": .list(Self.forms.map(fields)), "coreError": .null, "error": .null,
        ]
        guard let best else {
            let error = Self.forms.lazy.compactMap { answers[$0]?.failure }.first
            step.status = .failed
            step.finding = "cannot read /apis: \(error?.cause ?? "no answer")"
            step.hint = error?.hint
            if error?.code == .status(403) {
                if let words = error?.hint { step.notes.append(words) }
                step.hint = "the ClusterRole system:discovery allows it, bound to system:authenticated by default"
            }
            step.details["error"] = .text(error?.cause)
            return step
        }
        switch best {
        case .aggregatedV2: step.finding = "aggregated, v2: two requests tell all"
        case .aggregatedV2beta1: step.finding = "aggregated, but only v2beta1"
        case .legacy, .mixed: step.finding = "legacy only: one request for each group version"
        }
        step.notes = Self.forms.map(note)
        if best != .aggregatedV2 {
            step.hint = "from Kubernetes 1.30 on servers speak v2, and kubectl 1.37 needs two requests in place of many"
        }
        if let failure = answers[best]?.value?.coreFailure {
            step.warn("/api cannot be read: \(failure.cause)", hint: failure.hint)
            step.details["coreError"] = .text(failure.cause)
        }
        return step
    }

    private func note(_ form: DiscoveryForm) -> String {
        guard let answer = answers[form] else { return "\(form.rawValue): not asked" }
        if let error = answer.failure { return "\(form.rawValue): \(error.cause)" }
        guard speaks(form) else { return "\(form.rawValue): not spoken" }
        let more = form == .legacy ? ", and one more for each group version" : ""
        return "\(form.rawValue): \(CostText.text(answer.cost))\(more)"
    }

    private func fields(_ form: DiscoveryForm) -> OutputValue {
        let answer = answers[form]
        var fields: [String: OutputValue] = [
            "form": .text(form.rawValue), "spoken": .bool(speaks(form)),
            "answered": .text(answer?.value?.form.rawValue),
            "groupVersions": speaks(form) ? .integer(answer?.value?.groupVersions.count ?? 0) : .null,
        ]
        fields.merge(answer.map(DoctorFields.cost) ?? DoctorFields.noCost) { own, _ in own }
        return .object(fields)
    }
}

/// What questions cost, as people read it.
enum CostText {
    static func text(_ cost: ProbeCost) -> String {
        "\(Count.text(cost.requests, "request")), \(Quantity.bytes(cost.bytes)), \(Moment.span(cost.duration))"
    }
}
