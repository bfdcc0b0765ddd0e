import DiscoveryModel
import DiscoveryStore

/// What an import came to, for people or as data.
struct ImportReport {
    let format: CrawlReportFormat
    let context: CommandContext

    /// Writes what became of documents: as of a crawl.
    ///
    /// - Parameter schemas: `nil` where there were none.
    func write(_ observation: CrawlObservation, _ outcome: SaveOutcome, _ schemas: SchemaResult?, files: Int) throws {
        switch format {
        case .json:
            var result = CrawlResult(
                name: outcome.cluster, server: observation.server, .recorded(CrawlCost(observation), outcome))
            result.schemas = schemas
            context.output.write(try DocumentText.json(.list([CrawlReportFields.object(result)])))
        case .text:
            let parts = [
                outcome.cluster, Self.text(outcome.counts), Quantity.count(files, "file"),
                Quantity.bytes(observation.bytes), "as of \(Timestamp.seconds(outcome.observedAt))",
                CrawlReport.changeText(outcome.change),
            ]
            context.output.write(PrintableText.escaping(parts.joined(separator: "  ")) + "\n")
            for condition in outcome.conditions {
                write(condition, "\(condition.groupVersion)", IncompleteNotes.asOf(condition))
            }
            if case .recorded(_, let saved, _)? = schemas, let schemas {
                context.output.write("  schemas  \(SchemaReport(result: schemas).filesText)\n")
                for condition in saved.conditions {
                    write(condition, "schemas of \(condition.groupVersion)", SchemaReport.asOf(condition))
                }
            }
        }
        context.output.flush()
        for note in outcome.notes {
            context.note(PrintableText.escaping(CrawlReport.noteText(note, cluster: outcome.cluster)))
        }
        switch schemas {
        case .failed(let error):
            context.note("\(PrintableText.escaping(outcome.cluster))  schemas failed: \(ErrorText.line(error))")
            if let hint = ErrorText.hint(error) { context.note("  hint: \(hint)") }
        case .recorded(_, _, let findings):
            for finding in findings {
                context.note(
                    PrintableText.escaping(
                        "note: schemas of \(finding.groupVersion) on \(outcome.cluster): \(finding.text)"))
            }
        case nil: break
        }
    }

    /// One line about something that is not current.
    private func write(_ condition: GroupVersionCondition, _ what: String, _ asOf: String) {
        let cause = condition.state == .failed ? "\(condition.failure.message), " : ""
        let line = PrintableText.escaping("\(what): \(cause)\(asOf)")
        let state = condition.state.rawValue
        context.output.write("  \(state)\(String(repeating: " ", count: 8 - state.count))\(line)\n")
    }

    /// Writes what became of the clusters of a database, each under its name there.
    func write(_ results: [(name: String, result: Result<MergeOutcome, DiscoveryStoreError>)]) throws {
        if format == .json {
            context.output.write(try DocumentText.json(.list(results.map(Self.object))))
        }
        for (name, result) in results {
            switch result {
            case .success(let outcome):
                if format == .text {
                    let parts = [outcome.cluster, Self.text(outcome.counts), Self.text(outcome)]
                    context.output.write(PrintableText.escaping(parts.joined(separator: "  ")) + "\n")
                }
                context.output.flush()
                for alias in outcome.lostAliases {
                    context.note(
                        PrintableText.escaping("note: \(alias), which \(name) was called, is another cluster here"))
                }
            case .failure(let error):
                context.output.flush()
                context.note("\(PrintableText.escaping(name))  failed: \(ErrorText.line(error))")
                if let hint = ErrorText.hint(error) { context.note("  hint: \(hint)") }
            }
        }
    }

    private static func text(_ counts: SurfaceCounts) -> String {
        "\(counts.groups) groups, \(counts.versions) versions, \(counts.resources) resources (+\(counts.subresources) subresources)"
    }

    private static func text(_ outcome: MergeOutcome) -> String {
        if outcome.isNew {
            return "new: \(Quantity.count(outcome.snapshots, "snapshot")), \(Quantity.count(outcome.crawls, "crawl"))"
                + schemas(outcome, sign: "")
        }
        guard outcome.isChanged else { return "nothing new" }
        let sign = outcome.snapshots < 0 ? "" : "+"
        return
            "merged: \(sign)\(Quantity.count(outcome.snapshots, "snapshot")), +\(Quantity.count(outcome.crawls, "crawl"))"
            + schemas(outcome, sign: outcome.schemaSnapshots < 0 ? "" : "+")
    }

    private static func schemas(_ outcome: MergeOutcome, sign: String) -> String {
        guard outcome.schemaSnapshots != 0 else { return "" }
        return ", \(sign)\(Quantity.count(outcome.schemaSnapshots, "snapshot")) of schemas"
    }

    private static func object(_ name: String, _ result: Result<MergeOutcome, DiscoveryStoreError>) -> OutputValue {
        var fields: [String: OutputValue] = [
            "name": .text(name), "cluster": .null, "outcome": .text("failed"), "error": .null, "hint": .null,
            "snapshots": .null, "schemaSnapshots": .null, "crawls": .null, "groups": .null, "versions": .null,
            "resources": .null,
            "subresources": .null, "lostAliases": .list([]),
        ]
        switch result {
        case .success(let outcome):
            fields["cluster"] = .text(outcome.cluster)
            fields["outcome"] = .text(outcome.isNew ? "new" : outcome.isChanged ? "merged" : "unchanged")
            fields["snapshots"] = .integer(outcome.snapshots)
            fields["schemaSnapshots"] = .integer(outcome.schemaSnapshots)
            fields["crawls"] = .integer(outcome.crawls)
            fields["groups"] = .integer(outcome.counts.groups)
            fields["versions"] = .integer(outcome.counts.versions)
            fields["resources"] = .integer(outcome.counts.resources)
            fields["subresources"] = .integer(outcome.counts.subresources)
            fields["lostAliases"] = .texts(outcome.lostAliases)
        case .failure(let error):
            fields["error"] = .text(ErrorText.line(error))
            fields["hint"] = .text(ErrorText.hint(error))
        }
        return .object(fields)
    }
}
