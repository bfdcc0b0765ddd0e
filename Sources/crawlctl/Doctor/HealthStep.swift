import Crawler

/// Whether the server says that it is ready.
enum HealthStep {
    static func step(_ answer: ProbeAnswer<ProbedReadiness>) -> DoctorStep {
        var step = DoctorStep(name: .health, finding: "")
        switch answer.outcome {
        case .success(let readiness) where readiness.isReady:
            step.finding = "ready, in \(Moment.span(answer.cost.duration))"
        case .success(let readiness):
            step.status = .failed
            step.finding = "not ready: /readyz answers \(answer.httpStatus ?? 0)"
            if !readiness.failedChecks.isEmpty {
                step.notes.append("its checks that fail: \(Count.list(readiness.failedChecks))")
            }
            step.hint = "look at the log of the API server"
        case .failure(let error) where error.code == .status(404):
            step.status = .skipped
            step.finding = "not known: the server has no /readyz"
        case .failure(let error):
            step.status = .warning
            step.finding = "not known: \(error.cause)"
            step.hint = error.hint
        }
        step.details = [
            "ready": answer.value.map { .bool($0.isReady) } ?? .null,
            "failedChecks": .texts(answer.value?.failedChecks ?? []),
        ].merging(DoctorFields.cost(answer)) { own, _ in own }
        return step
    }
}
