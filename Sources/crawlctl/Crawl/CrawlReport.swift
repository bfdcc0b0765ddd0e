import Crawler
import DiscoveryModel
import DiscoveryStore
import Foundation

/// What crawls come to, for people or as data.
struct CrawlReport {
    /// What the names of clusters are padded to.
    let nameWidth: Int
    /// Results so far, in the order in which they came.
    private(set) var results: [CrawlResult] = []
    let format: CrawlReportFormat
    let color: ColorOptions
    let context: CommandContext
    private let total: Int

    /// 0: every cluster complete; 2: something is stale or failed, but something was recorded; 1: nothing recorded.
    var exitCode: Int32 {
        if recorded.isEmpty { return 1 }
        let isComplete =
            recorded.allSatisfy { $0.conditions.isEmpty } && results.allSatisfy { $0.schemas?.isComplete ?? true }
        return recorded.count == total && isComplete ? 0 : 2
    }

    private var recorded: [SaveOutcome] {
        results.compactMap { result in
            guard case .recorded(_, let outcome) = result.ending else { return nil }
            return outcome
        }
    }

    init(targets: [CrawlTarget], format: CrawlReportFormat, color: ColorOptions, context: CommandContext) {
        // One that is very long does not push all the others aside.
        nameWidth = targets.map { $0.name.unicodeScalars.count }.filter { $0 <= 60 }.max() ?? 0
        total = targets.count
        self.format = format
        self.color = color
        self.context = context
    }

    /// Takes a result, and writes its line.
    mutating func add(_ result: CrawlResult) {
        // Whoever stopped it knows.
        if case .failed(let error) = result.ending, Self.isStop(error) { return }
        results.append(result)
        guard format == .text else { return }
        write(result, width: nameWidth)
        context.output.flush()
        // A terminal shows both streams, so what belongs to a line comes behind it.
        writeErrorsAndNotes(result, width: nameWidth)
    }

    /// Writes what comes behind all results: the summary, or the whole as data.
    ///
    /// - Parameters:
    ///   - order: The clusters' names as they were asked for.
    ///   - isStopped: Whether the user ended it early.
    func finish(order: [String], isStopped: Bool) throws {
        switch format {
        case .text: if !isStopped || total > 1 { context.output.write(summary + "\n") }
        case .json:
            let positions = Dictionary(order.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
            let sorted = results.enumerated().sorted { one, other in
                let (left, right) = (
                    positions[one.element.targetName, default: .max], positions[other.element.targetName, default: .max]
                )
                return left == right ? one.offset < other.offset : left < right
            }.map(\.element)
            context.output.write(try DocumentText.json(.list(sorted.map(CrawlReportFields.object))))
            context.output.flush()
            for result in sorted { writeErrorsAndNotes(result, width: nameWidth) }
        }
        context.output.flush()
    }

    private var summary: String {
        var text = "\(recorded.count) of \(total) \(total == 1 ? "cluster" : "clusters") recorded"
        for state in [GroupVersionState.stale, .failed] {
            let count = recorded.flatMap(\.conditions).count { $0.state == state }
            if count > 0 { text += ", \(count) \(state.rawValue) group version\(count == 1 ? "" : "s")" }
        }
        let schemas = results.compactMap(\.schemas)
        let unread = schemas.count { if case .failed = $0 { true } else { false } }
        if unread > 0 { text += ", \(unread) without schemas" }
        let documents = schemas.map { SchemaReport(result: $0).failures }.reduce(0, +)
        if documents > 0 { text += ", \(documents) failed schema document\(documents == 1 ? "" : "s")" }
        return text
    }

    private func style(_ stream: OutputStream) -> TerminalStyle { color.isOn(context, stream: stream) ? .ansi : .plain }

    private func write(_ result: CrawlResult, width: Int) {
        guard case .recorded(let cost, let outcome) = result.ending else { return }
        let counts = outcome.counts
        let parts = [
            padded(result.name, width),
            "\(counts.groups) groups, \(counts.versions) versions, \(counts.resources) resources (+\(counts.subresources) subresources)",
            "\(cost.requests) requests", Quantity.bytes(cost.bytes), Quantity.seconds(cost.duration),
            Self.changeText(outcome.change),
        ]
        context.output.write(parts.joined(separator: "  ") + "\n")
        for condition in outcome.conditions {
            write(condition, "\(condition.groupVersion)", IncompleteNotes.asOf(condition))
        }
        guard let schemas = result.schemas else { return }
        if let line = SchemaReport(result: schemas).line { context.output.write("  schemas  \(line)\n") }
        if case .recorded(_, let outcome, _) = schemas {
            for condition in outcome.conditions {
                write(condition, "schemas of \(condition.groupVersion)", SchemaReport.asOf(condition))
            }
        }
    }

    /// One line about something that is not current.
    private func write(_ condition: GroupVersionCondition, _ what: String, _ asOf: String) {
        let state = condition.state.rawValue
        let cause = condition.state == .failed ? "\(condition.failure.message), " : ""
        context.output.write(
            "  \(style(context.output).styling(state))\(String(repeating: " ", count: 8 - state.count))"
                + PrintableText.escaping("\(what): \(cause)\(asOf)") + "\n")
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
        writeErrorsAndNotes(of: result.schemas, result.name, width: width)
    }

    private func writeErrorsAndNotes(of schemas: SchemaResult?, _ name: String, width: Int) {
        switch schemas {
        case .failed(let error) where !Self.isStop(error):
            let failed = style(context.errors).styling("failed")
            context.note("\(padded(name, width))  schemas \(failed): \(ErrorText.line(error))")
            if let hint = ErrorText.hint(error) { context.note("  hint: \(hint)") }
        case .recorded(_, _, let findings):
            for finding in findings {
                context.note(
                    PrintableText.escaping("note: schemas of \(finding.groupVersion) on \(name): \(finding.text)"))
            }
        default: break
        }
    }

    /// Whether an error is that the user stopped it.
    private static func isStop(_ error: any Error) -> Bool {
        error is CancellationError || (error as? CrawlError)?.code == .cancelled
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

/// What crawls that go on come to: a line each, with the time before it; as data, an object a line.
struct CrawlLog: Sendable {
    private let empty: CrawlReport
    private let format: CrawlReportFormat
    private let context: CommandContext

    init(format: CrawlReportFormat, color: ColorOptions, targets: [CrawlTarget], context: CommandContext) {
        empty = CrawlReport(targets: targets, format: format, color: color, context: context)
        self.format = format
        self.context = context
    }

    func write(_ result: CrawlResult) {
        switch format {
        case .text:
            let time = Timestamp.seconds(context.now()) + "  "
            if result.isRecorded { context.output.write(time) } else { context.errors.write(time) }
            var report = empty
            report.add(result)
        case .json:
            guard case .object(var fields) = CrawlReportFields.object(result) else { return }
            fields["time"] = .text(Timestamp.seconds(context.now()))
            guard let line = try? DocumentText.jsonLine(.object(fields)) else { return }
            context.output.write(line)
            context.output.flush()
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

    /// `1 file`, `2 files`.
    static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(abs(count) == 1 ? "" : "s")" }

    static func seconds(_ seconds: Double) -> String {
        seconds < 1 ? "\(Int((seconds * 1000).rounded())) ms" : "\(tenths(seconds)) s"
    }

    private static func tenths(_ value: Double) -> String { String((value * 10).rounded() / 10) }
}
