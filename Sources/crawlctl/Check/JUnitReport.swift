/// Findings as JUnit's XML, as continuous integration reads it: a test suite for each reference, a test case for each
/// object and for each thing that is wrong with one.
struct JUnitReport {
    let findings: [Finding]
    let references: [String]

    func text() -> String {
        var suites = references.map { ref in (name: ref, findings: findings.filter { $0.ref == ref }) }
        let others = findings.filter { $0.ref == nil }
        if !others.isEmpty { suites.append(("files", others)) }
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites\(counts(suites.flatMap(\.findings)))>\n"
        for suite in suites {
            text += "  <testsuite name=\"\(XMLText.escaping(suite.name))\"\(counts(suite.findings))>\n"
            for finding in suite.findings { text += testCase(finding) }
            text += "  </testsuite>\n"
        }
        return text + "</testsuites>\n"
    }

    private func counts(_ findings: [Finding]) -> String {
        let failures = findings.count { $0.level == .error && $0.status != .unreadable }
        let errors = findings.count { $0.status == .unreadable || $0.status == .unknown }
        let skipped = findings.count { $0.status == .skipped }
        return " tests=\"\(findings.count)\" failures=\"\(failures)\" errors=\"\(errors)\" skipped=\"\(skipped)\""
    }

    private func testCase(_ finding: Finding) -> String {
        var name = finding.objectText.isEmpty ? "document \(finding.place.document)" : finding.objectText
        if finding.resource != nil || finding.status == .noTarget || finding.status == .noVerb {
            name += ", line \(finding.place.line)"
        }
        if let path = finding.path { name += ", \(path.isEmpty ? "line \(finding.place.line)" : path)" }
        if finding.place.document == 0 { name = "file" }
        var attributes = "name=\"\(XMLText.escaping(name))\" classname=\"\(XMLText.escaping(finding.place.file))\""
        attributes += " file=\"\(XMLText.escaping(finding.place.file))\""
        if finding.place.line > 0 { attributes += " line=\"\(finding.place.line)\"" }
        guard let outcome = outcome(finding) else { return "    <testcase \(attributes)/>\n" }
        return "    <testcase \(attributes)>\n      \(outcome)\n    </testcase>\n"
    }

    private func outcome(_ finding: Finding) -> String? {
        let words = finding.status.words
        let message = XMLText.escaping(finding.fullMessage)
        let location = XMLText.escaping(finding.location)
        switch finding.status {
        case .skipped: return "<skipped message=\"\(message)\"/>"
        case .unreadable, .unknown:
            return "<error message=\"\(message)\" type=\"\(words)\">\(location): \(message)</error>"
        case _ where finding.level == .error:
            return "<failure message=\"\(message)\" type=\"\(words)\">\(location): \(message)</failure>"
        case _ where message.isEmpty: return nil
        default: return "<system-out>\(location): \(words): \(message)</system-out>"
        }
    }
}
