import DiscoveryModel
import DiscoveryStore

/// What an import came to, for people or as data.
struct ImportReport {
    let format: CrawlReportFormat
    let context: CommandContext

    /// Writes what became of documents: as of a crawl.
    func write(_ observation: CrawlObservation, _ outcome: SaveOutcome, files: Int) throws {
        switch format {
        case .json:
            let result = CrawlResult(
                name: outcome.cluster, server: observation.server, .recorded(CrawlCost(observation), outcome))
            context.output.write(try DocumentText.json(.list([CrawlReportFields.object(result)])))
        case .text:
            let parts = [
                outcome.cluster, Self.text(outcome.counts), Quantity.count(files, "file"),
                Quantity.bytes(observation.bytes), "as of \(Timestamp.seconds(outcome.observedAt))",
                CrawlReport.changeText(outcome.change),
            ]
            context.output.write(PrintableText.escaping(parts.joined(separator: "  ")) + "\n")
            for condition in outcome.conditions {
                let cause = condition.state == .failed ? "\(condition.failure.message), " : ""
                let line = "\(condition.groupVersion): \(cause)\(IncompleteNotes.asOf(condition))"
                let state = condition.state.rawValue
                context.output.write(
                    "  \(state)\(String(repeating: " ", count: 8 - state.count))\(PrintableText.escaping(line))\n")
            }
        }
        context.output.flush()
        for note in outcome.notes {
            context.note(PrintableText.escaping(CrawlReport.noteText(note, cluster: outcome.cluster)))
        }
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
        }
        guard outcome.isChanged else { return "nothing new" }
        let sign = outcome.snapshots < 0 ? "" : "+"
        return
            "merged: \(sign)\(Quantity.count(outcome.snapshots, "snapshot")), +\(Quantity.count(outcome.crawls, "crawl"))"
    }

    private static func object(_ name: String, _ result: Result<MergeOutcome, DiscoveryStoreError>) -> OutputValue {
        var fields: [String: OutputValue] = [
            "name": .text(name), "cluster": .null, "outcome": .text("failed"), "error": .null, "hint": .null,
            "snapshots": .null, "crawls": .null, "groups": .null, "versions": .null, "resources": .null,
            "subresources": .null, "lostAliases": .list([]),
        ]
        switch result {
        case .success(let outcome):
            fields["cluster"] = .text(outcome.cluster)
            fields["outcome"] = .text(outcome.isNew ? "new" : outcome.isChanged ? "merged" : "unchanged")
            fields["snapshots"] = .integer(outcome.snapshots)
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
