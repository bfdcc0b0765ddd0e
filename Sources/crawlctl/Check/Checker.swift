import DiscoveryModel
import Manifests

/// Compares what the files hold with the surfaces.
struct Checker {
    private let input: CheckInput
    private let expandsWildcards: Bool
    private let definedAt: [String: ManifestPlace]
    private var targets: [Target]

    /// A surface, and what was asked of it already: most manifests are of few kinds.
    private struct Target {
        let index: SurfaceIndex
        var answers: [GroupVersionKind: KindAnswer] = [:]

        var resolved: ResolvedSurface { index.resolved }

        mutating func answer(for type: GroupVersionKind) -> KindAnswer {
            if let known = answers[type] { return known }
            let answer = index.answer(for: type, guesses: answers.count < 1000)
            answers[type] = answer
            return answer
        }
    }

    init(input: CheckInput, surfaces: [ResolvedSurface], expandsWildcards: Bool) {
        self.input = input
        self.expandsWildcards = expandsWildcards
        let definitions = input.definitions.map(\.definition)
        definedAt = Dictionary(
            input.definitions.map { ("\($0.definition.kind).\($0.definition.group)", $0.place) },
            uniquingKeysWith: { first, _ in first })
        targets = surfaces.map { Target(index: SurfaceIndex($0, adding: definitions)) }
    }

    /// One finding or more for each thing in the files and each surface, in the order of the files.
    mutating func findings() -> [Finding] {
        var findings: [Finding] = []
        for item in input.items {
            switch item {
            case .object(let object):
                for position in targets.indices { findings += self.findings(of: object, on: position) }
            case .other(let place, let reason): findings.append(Finding(.skipped, .notice, at: place, message: reason))
            case .problem(let problem):
                let isDoubt = problem.code == .duplicateKey
                findings.append(
                    Finding(
                        isDoubt ? .duplicateKey : .unreadable, isDoubt ? .warning : .error, at: problem.place,
                        message: problem.message))
            }
        }
        return withoutRepetition(findings)
    }

    /// A key that is there twice is told once, as what is wrong with a field where the object was validated.
    private func withoutRepetition(_ findings: [Finding]) -> [Finding] {
        let told = Set(
            findings.filter { $0.status == .invalid && $0.message?.hasPrefix("duplicate field") == true }
                .map { ManifestPlace(file: $0.place.file, line: $0.place.line) })
        if told.isEmpty { return findings }
        return findings.filter { finding in
            finding.status != .duplicateKey
                || !told.contains(ManifestPlace(file: finding.place.file, line: finding.place.line))
        }
    }

    private mutating func findings(of object: CheckedObject, on position: Int) -> [Finding] {
        var found = [finding(of: object, on: position)]
        let index = targets[position].index
        for rule in object.rules {
            found += RuleCheck(object: object, rule: rule, index: index).findings(expandsWildcards: expandsWildcards)
        }
        if let target = object.scaleTarget, let finding = finding(of: target, of: object, index) {
            found.append(finding)
        }
        let label = targets[position].resolved.label
        if object.problems.indices.contains(position), !input.defines(object),
            [.served, .notPreferred, .stale, .unknown].contains(found[0].status)
        {
            found += (object.problems[position] ?? []).map { problem in
                var finding = Finding(.invalid, .error, of: object, line: problem.line, message: problem.message)
                finding.path = problem.path
                return finding
            }
        }
        return found.map { finding in
            var finding = finding
            finding.ref = label
            return finding
        }
    }

    private mutating func finding(of object: CheckedObject, on position: Int) -> Finding {
        guard let type = object.type else {
            let message = "the apiVersion \(object.apiVersion) is neither VERSION nor GROUP/VERSION"
            return Finding(.missing, .error, of: object, message: message)
        }
        let answer = targets[position].answer(for: type)
        if answer.status == .missing, let reader = ClientSideKinds.reader(of: type) {
            return Finding(.skipped, .notice, of: object, message: "\(reader) reads it from a file; it is not served")
        }
        let text = KindText(type: type, answer: answer, resolved: targets[position].resolved)
        var finding = Finding(text.status, text.level, of: object, message: text.message)
        if answer.isDefined, let place = definedAt["\(type.kind).\(type.group)"] {
            let definition = "defined at \(place.file):\(place.line)"
            finding.message = finding.message.map { "\($0), \(definition)" } ?? definition
        }
        finding.preferredVersion = answer.preferredVersion
        finding.movedTo = answer.movedTo?.description
        finding.asOf = answer.asOf
        return finding
    }

    private func finding(of target: ScaleTarget, of object: CheckedObject, _ index: SurfaceIndex) -> Finding? {
        func finding(_ status: Finding.Status, _ message: String) -> Finding {
            Finding(status, .warning, of: object, line: target.line, message: message)
        }
        guard let group = target.apiVersion.isEmpty ? "" : GroupVersion(target.apiVersion)?.group else {
            return finding(
                .noTarget, "the target's apiVersion \(target.apiVersion) is neither VERSION nor GROUP/VERSION")
        }
        let kind = target.kind
        switch index.scaleTarget(group: group, kind: kind) {
        case .scalable: return nil
        case .unscalable: return finding(.noTarget, "the target, \(kind) of \(GroupText.name(group)), has no scale")
        case .unknown(let versions):
            return finding(.unknown, "the target, \(kind): \(KindText.neverKnown(versions))")
        case .unserved(let elsewhere):
            let others = elsewhere.map(\.description).joined(separator: ", ")
            return finding(
                .noTarget,
                "the target: \(GroupText.name(group)) has no \(kind)"
                    + (others.isEmpty ? "" : "; there is one in \(others)"))
        }
    }
}
