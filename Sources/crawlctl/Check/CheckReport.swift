import ArgumentParser
import DiscoveryModel

/// How findings are printed.
enum CheckFormat: String, CaseIterable, ExpressibleByArgument {
    case table, json, junit, github
}

/// Findings as text: the one place that tells the formats apart.
struct CheckReport {
    let findings: [Finding]
    let references: [String]
    let showsAll: Bool
    let headers: Bool
    let style: TerminalStyle

    func text(_ format: CheckFormat) throws -> String {
        switch format {
        case .table: table()
        case .json: try DocumentText.json(.list(shown.map(\.fields)))
        case .junit: JUnitReport(findings: findings, references: references).text()
        case .github: shown.map(GitHubAnnotation.line).joined()
        }
    }

    private var shown: [Finding] { showsAll ? findings : findings.filter { !$0.status.isQuiet } }

    /// No table where there is nothing to show.
    private func table() -> String {
        let several = references.count > 1
        let rows = shown.map { finding in
            let cells =
                [finding.location, finding.objectText] + (several ? [finding.ref ?? ""] : []) + [
                    finding.status.words, finding.fullMessage,
                ]
            return cells.map(PrintableText.escaping)
        }
        let titles = ["FILE:LINE", "OBJECT"] + (several ? ["REF"] : []) + ["STATUS", "MESSAGE"]
        return rows.isEmpty ? "" : ColumnText.text(rows, titles: headers ? titles : nil, style: style)
    }
}
