import DiscoveryModel
import DiscoveryStore
import Foundation

/// What crawls came to, for people or as data.
struct CrawlReport {
    let results: [CrawlResult]
    let format: CrawlReportFormat
    let color: ColorOptions
    let context: CommandContext

    /// 0: every cluster complete; 2: something is stale or failed, but something was recorded; 1: nothing recorded.
    var exitCode: Int32 {
        if recorded.isEmpty { return 1 }
        return recorded.count == results.count && recorded.allSatisfy { $0.conditions.isEmpty } ? 0 : 2
    }

    private var recorded: [SaveOutcome] {
        results.compactMap { result in
            guard case .recorded(_, let outcome) = result.ending else { return nil }
            return outcome
        }
    }

    func write() throws {
        let width = results.map { $0.name.unicodeScalars.count }.max() ?? 0
        switch format {
        case .json:
            context.output.write(try DocumentText.json(.list(results.map(CrawlReportFields.object))))
            context.output.flush()
            for result in results { writeErrorsAndNotes(result, width: width) }
        case .text:
            // A terminal shows both streams: line by line, the summary last.
            for result in results {
                write(result, width: width)
                context.output.flush()
                writeErrorsAndNotes(result, width: width)
            }
            context.output.write(summary + "\n")
            context.output.flush()
        }
    }

    private var summary: String {
        var text = "\(recorded.count) of \(results.count) \(results.count == 1 ? "cluster" : "clusters") recorded"
        for state in [GroupVersionState.stale, .failed] {
            let count = recorded.flatMap(\.conditions).count { $0.state == state }
            if count > 0 { text += ", \(count) \(state.rawValue) group version\(count == 1 ? "" : "s")" }
        }
        return text
    }

    private func style(_ stream: OutputStream) -> TerminalStyle { color.isOn(context, stream: stream) ? .ansi : .plain }

    private func write(_ result: CrawlResult, width: Int) {
        guard case .recorded(let observation, let outcome) = result.ending else { return }
        let counts = outcome.counts
        let parts = [
            padded(result.name, width),
            "\(counts.groups) groups, \(counts.versions) versions, \(counts.resources) resources (+\(counts.subresources) subresources)",
            "\(observation.requests) requests", Quantity.bytes(observation.bytes),
            Quantity.seconds(observation.duration),
            Self.changeText(outcome.change),
        ]
        context.output.write(parts.joined(separator: "  ") + "\n")
        for condition in outcome.conditions {
            let state = condition.state.rawValue
            var cause = ""
            if condition.state == .failed { cause = "\(condition.failure.message), " }
            context.output.write(
                "  \(style(context.output).styling(state))\(String(repeating: " ", count: 8 - state.count))"
                    + PrintableText.escaping(
                        "\(condition.groupVersion): \(cause)\(IncompleteNotes.asOf(condition))\n".dropLast().description
                    )
                    + "\n")
        }
    }

    private func writeErrorsAndNotes(_ result: CrawlResult, width: Int) {
        switch result.ending {
        case .failed(let error):
            let failed = style(context.errors).styling("failed")
            context.note("\(padded(result.name, width))  \(failed): \(ErrorText.line(error))")
            if let hint = ErrorText.hint(error) { context.note("  hint: \(hint)") }
        case .recorded(_, let outcome):
            for note in outcome.notes {
                context.note(PrintableText.escaping(Self.noteText(note, cluster: outcome.cluster)))
            }
        }
    }

    private func padded(_ name: String, _ width: Int) -> String {
        PrintableText.escaping(name) + String(repeating: " ", count: max(0, width - name.unicodeScalars.count))
    }

    static func changeText(_ change: SaveOutcome.Change) -> String {
        switch change {
        case .first: return "new"
        case .superseded: return "superseded by a newer crawl"
        case .unchanged(let since): return "unchanged since \(Timestamp.seconds(since).prefix(10))"
        case .changed(let change):
            var parts: [String] = []
            if change.added > 0 { parts.append("+\(change.added)") }
            if change.removed > 0 { parts.append("-\(change.removed)") }
            if change.changed > 0 { parts.append("~\(change.changed)") }
            if !change.becameKnown.isEmpty { parts.append("\(change.becameKnown.count) became known") }
            return "changed: \(parts.isEmpty ? "versions" : parts.joined(separator: " "))"
        }
    }

    static func noteText(_ note: SaveOutcome.Note, cluster: String) -> String {
        switch note {
        case .serverChanged(let from):
            "note: \(cluster) was last crawled at \(from); if this is another cluster, give it another --name"
        case .certificateAuthorityChanged:
            "note: the certificate authority of \(cluster) changed; if this is another cluster, give it another --name"
        case .clockBehind(let last):
            "note: the clock is behind the last crawl of \(cluster), at \(Timestamp.seconds(last)); recorded right after it"
        }
    }
}

/// Amounts as people read them.
enum Quantity {
    static func bytes(_ count: Int64) -> String {
        switch count {
        case ..<1000: "\(count) B"
        case ..<1_000_000: "\((count + 500) / 1000) KB"
        default: "\(tenths(Double(count) / 1_000_000)) MB"
        }
    }

    static func seconds(_ seconds: Double) -> String {
        seconds < 1 ? "\(Int((seconds * 1000).rounded())) ms" : "\(tenths(seconds)) s"
    }

    private static func tenths(_ value: Double) -> String { String((value * 10).rounded() / 10) }
}
