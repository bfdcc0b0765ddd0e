import Crawler

/// What release the server is of.
enum VersionStep {
    static func step(_ answer: ProbeAnswer<ProbedVersion>) -> DoctorStep {
        var step = DoctorStep(name: .version, finding: "")
        switch answer.outcome {
        case .success(let version):
            let parts = [version.gitVersion, version.platform].compactMap { $0 }.filter { !$0.isEmpty }
            step.finding = parts.isEmpty ? "the server does not say" : parts.joined(separator: ", ")
        case .failure(let error):
            // It takes no right to ask, unless somebody took that away.
            step.status = error.code == .status(403) ? .warning : .failed
            step.finding = "cannot read /version: \(error.cause)"
            step.hint = error.hint
        }
        step.details = [
            "gitVersion": .text(answer.value?.gitVersion), "platform": .text(answer.value?.platform),
        ].merging(DoctorFields.cost(answer)) { own, _ in own }
        return step
    }
}
