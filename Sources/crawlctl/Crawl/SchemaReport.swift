import DiscoveryModel
import DiscoveryStore

/// What the reading of a cluster's schemas came to, as lines for people and as data.
struct SchemaReport {
    let result: SchemaResult

    /// When a document that could not be read was last seen good.
    static func asOf(_ condition: GroupVersionCondition) -> String {
        condition.asOf.map { "as of \(Timestamp.seconds($0))" } ?? "they were never read"
    }

    /// How many documents could not be read.
    var failures: Int {
        if case .recorded(_, let outcome, _) = result { outcome.conditions.count } else { 0 }
    }

    /// `207 documents, 75.4 MB: 3 fetched, 204 unchanged  4 requests  …`; `nil` when nothing was read.
    var line: String? {
        guard case .recorded(let cost, let outcome, _) = result else { return nil }
        var counts = "\(cost.fetched) fetched, \(unchanged) unchanged"
        if failures > 0 { counts += ", \(failures) failed" }
        let parts = [
            "\(outcome.documents) document\(outcome.documents == 1 ? "" : "s"), \(Quantity.bytes(outcome.size)): \(counts)",
            "\(cost.requests) request\(cost.requests == 1 ? "" : "s")", Quantity.bytes(cost.bytes),
            Quantity.seconds(cost.duration), changeText,
        ]
        return parts.joined(separator: "  ")
    }

    /// `207 documents, 75.4 MB: 206 read, 1 failed  new`: what there is, without what it took; where none failed without
    /// how many were read.
    var filesText: String {
        guard case .recorded(let cost, let outcome, _) = result else { return "" }
        let counts = failures > 0 ? ": \(cost.fetched) read, \(failures) failed" : ""
        return
            "\(Quantity.count(outcome.documents, "document")), \(Quantity.bytes(outcome.size))\(counts)  \(changeText)"
    }

    private var unchanged: Int {
        guard case .recorded(let cost, let outcome, _) = result else { return 0 }
        return cost.unchanged ?? outcome.documents
    }

    private var changeText: String {
        guard case .recorded(_, let outcome, _) = result else { return "" }
        switch outcome.change {
        case .first: return "new"
        case .superseded: return "superseded by a newer crawl"
        case .unchanged(let since): return "unchanged since \(Timestamp.seconds(since).prefix(10))"
        case .changed(let added, let removed, let changed):
            let parts = [("+", added), ("-", removed), ("~", changed)].filter { $0.1 > 0 }.map { "\($0)\($1)" }
            return "changed: \(parts.joined(separator: " "))"
        }
    }

    // MARK: - Data

    var fields: OutputValue {
        var fields: [String: OutputValue] = [
            "error": .null, "hint": .null, "conditions": .list([]), "findings": .list([]),
        ]
        for name in [
            "bytes", "change", "documents", "durationSeconds", "failed", "fetched", "form", "observedAt", "requests",
            "size", "unchanged",
        ] {
            fields[name] = .null
        }
        switch result {
        case .failed(let error):
            fields["error"] = .text(ErrorText.line(error))
            fields["hint"] = .text(ErrorText.hint(error))
        case .recorded(let cost, let outcome, let findings):
            fields["documents"] = .integer(outcome.documents)
            fields["size"] = .integer(outcome.size)
            fields["fetched"] = .integer(cost.fetched)
            fields["unchanged"] = .integer(unchanged)
            fields["failed"] = .integer(failures)
            fields["requests"] = .integer(cost.requests)
            fields["bytes"] = .integer(cost.bytes)
            fields["durationSeconds"] = .real((cost.duration * 1000).rounded() / 1000)
            fields["form"] = .text(cost.form.rawValue)
            fields["observedAt"] = .text(Timestamp.seconds(outcome.observedAt))
            fields["change"] = change(outcome.change)
            fields["conditions"] = .list(outcome.conditions.map(CrawlReportFields.condition))
            fields["findings"] = .list(
                findings.map { finding in
                    .object([
                        "groupVersion": .text(finding.groupVersion.description), "message": .text(finding.text),
                    ])
                })
        }
        return .object(fields)
    }

    private func change(_ change: SchemaSaveOutcome.Change) -> OutputValue {
        var fields: [String: OutputValue] = ["since": .null, "added": .null, "removed": .null, "changed": .null]
        switch change {
        case .first: fields["kind"] = .text("first")
        case .superseded: fields["kind"] = .text("superseded")
        case .unchanged(let since):
            fields["kind"] = .text("unchanged")
            fields["since"] = .text(Timestamp.seconds(since))
        case .changed(let added, let removed, let changed):
            fields["kind"] = .text("changed")
            fields["added"] = .integer(added)
            fields["removed"] = .integer(removed)
            fields["changed"] = .integer(changed)
        }
        return .object(fields)
    }
}
