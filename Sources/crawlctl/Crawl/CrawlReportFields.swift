import DiscoveryModel
import DiscoveryStore

/// A crawl's result as data.
enum CrawlReportFields {
    static func object(_ result: CrawlResult) -> OutputValue {
        var fields: [String: OutputValue] = [
            "cluster": .text(result.name), "server": .text(result.server), "error": .null, "hint": .null,
            "conditions": .list([]), "notes": .list([]),
            "schemas": result.schemas.map { SchemaReport(result: $0).fields } ?? .null,
        ]
        for name in [
            "bytes", "change", "durationSeconds", "form", "groups", "observedAt", "requests", "resources",
            "subresources", "versions",
        ] {
            fields[name] = .null
        }
        switch result.ending {
        case .failed(let error):
            fields["outcome"] = .text("failed")
            fields["error"] = .text(ErrorText.line(error))
            fields["hint"] = .text(ErrorText.hint(error))
        case .recorded(let cost, let outcome):
            fields["outcome"] = .text("recorded")
            fields["groups"] = .integer(outcome.counts.groups)
            fields["versions"] = .integer(outcome.counts.versions)
            fields["resources"] = .integer(outcome.counts.resources)
            fields["subresources"] = .integer(outcome.counts.subresources)
            fields["requests"] = .integer(cost.requests)
            fields["bytes"] = .integer(cost.bytes)
            fields["durationSeconds"] = .real((cost.duration * 1000).rounded() / 1000)
            fields["form"] = .text(cost.form.rawValue)
            fields["observedAt"] = .text(Timestamp.seconds(outcome.observedAt))
            fields["change"] = change(outcome.change)
            fields["conditions"] = .list(outcome.conditions.map(condition))
            fields["notes"] = .list(outcome.notes.map { .text(CrawlReport.noteText($0, cluster: outcome.cluster)) })
        }
        return .object(fields)
    }

    private static func change(_ change: SaveOutcome.Change) -> OutputValue {
        var fields: [String: OutputValue] = [
            "since": .null, "added": .null, "removed": .null, "changed": .null, "becameKnown": .list([]),
        ]
        switch change {
        case .first: fields["kind"] = .text("first")
        case .superseded: fields["kind"] = .text("superseded")
        case .unchanged(let since):
            fields["kind"] = .text("unchanged")
            fields["since"] = .text(Timestamp.seconds(since))
        case .changed(let change):
            fields["kind"] = .text("changed")
            fields["added"] = .integer(change.added)
            fields["removed"] = .integer(change.removed)
            fields["changed"] = .integer(change.changed)
            fields["becameKnown"] = .texts(change.becameKnown.map(\.description))
        }
        return .object(fields)
    }

    static func condition(_ condition: GroupVersionCondition) -> OutputValue {
        .object([
            "groupVersion": .text(condition.groupVersion.description), "state": .text(condition.state.rawValue),
            "httpStatus": condition.failure.httpStatus.map { .integer($0) } ?? .null,
            "message": .text(condition.failure.message), "asOf": .text(condition.asOf.map(Timestamp.seconds)),
            "since": .text(condition.since.map(Timestamp.seconds)),
        ])
    }
}
