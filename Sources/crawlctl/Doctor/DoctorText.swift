import Crawler
import DiscoveryModel

/// A diagnosis as people read it: a mark, the step's name, what was found; more of it below.
struct DoctorText {
    /// The columns of the terminal; `nil` where lines are not broken.
    let width: Int?
    let isColored: Bool
    /// Whether to leave out the group versions with which nothing is wrong.
    let isSummary: Bool

    private static let markWidth = 6
    private static let nameWidth = 16

    private var isNarrow: Bool { (width ?? 100) < 80 }

    func text(of step: DoctorStep) -> String {
        let mark = Self.marks[step.status] ?? ""
        let indent = isNarrow ? Self.markWidth : Self.markWidth + Self.nameWidth
        let name = step.name.label
        var text = colored(mark, step.status) + Self.space(Self.markWidth - mark.count)
        if isNarrow {
            text += wrapped("\(name): \(step.finding)", indent: indent)
        } else {
            text += name + Self.space(Self.nameWidth - name.count) + wrapped(step.finding, indent: indent)
        }
        for note in step.notes { text += Self.space(indent) + wrapped(note, indent: indent) }
        if let hint = step.hint { text += Self.space(indent) + wrapped("hint: \(hint)", indent: indent, hanging: 6) }
        return text + table(step.rows)
    }

    /// Steps that were stopped for one reason, together.
    func text(ofSkipped steps: [DoctorStep]) -> String {
        guard let first = steps.first else { return "" }
        let mark = Self.marks[.skipped] ?? ""
        let names = steps.map(\.name.label).joined(separator: ", ")
        return colored(mark, .skipped) + Self.space(Self.markWidth - mark.count)
            + wrapped("\(names): \(first.finding)", indent: Self.markWidth)
    }

    /// The last line.
    func closing(_ report: DoctorReport) -> String {
        if let fatal = report.fatal {
            return colored("the server cannot be used", .failed) + ": \(fatal.name.label) failed\n"
        }
        let found = report.steps.filter { $0.findings > 0 }
        guard !found.isEmpty else { return colored("all well", .ok) + "\n" }
        let places = found.map { "\($0.findings) in \($0.name.label)" }.joined(separator: ", ")
        return colored(Count.text(report.findings, "finding"), .warning) + ": \(places)\n"
    }

    // MARK: - Group versions

    /// Those with a problem first, then the slowest.
    private func table(_ rows: [ProbedGroupVersion]) -> String {
        let sorted = rows.sorted { one, other in
            if one.rank != other.rank { return one.rank < other.rank }
            let (left, right) = (one.answer.cost.duration, other.answer.cost.duration)
            return left == right ? one.groupVersion < other.groupVersion : left > right
        }
        let shown = isSummary ? sorted.filter(\.hasProblem) : sorted
        guard !shown.isEmpty else { return "" }
        let titles = ["", "TIME", "BYTES"] + (isNarrow ? [] : ["REQUESTS"])
        let lines = shown.map { row in
            let cost = row.answer.cost
            let cells = [row.mark, Moment.span(cost.duration), Quantity.bytes(cost.bytes)]
            return (isNarrow ? cells : cells + [String(cost.requests)], row)
        }
        let widths = titles.indices.map { column in
            max(titles[column].count, lines.map { $0.0[column].count }.max() ?? 0)
        }
        let indent = 2 + widths.reduce(0) { $0 + $1 + 2 }
        func line(_ cells: [String], _ row: ProbedGroupVersion?) -> String {
            var line = "  "
            for (column, cell) in cells.enumerated() {
                let padding = Self.space(widths[column] - cell.count)
                if column == 0 {
                    line += (row.map { colored(cell, $0.status) } ?? cell) + padding
                } else {
                    line += padding + cell
                }
                line += "  "
            }
            return line
        }
        var text = line(titles, nil) + "GROUP VERSION\n"
        for (cells, row) in lines {
            text += line(cells, row) + wrapped(row.text(isNarrow: isNarrow), indent: indent, hanging: 2)
            for note in row.notes { text += Self.space(indent + 2) + wrapped(note, indent: indent + 2) }
        }
        if shown.count < rows.count { text += "  \(rows.count - shown.count) more are well\n" }
        return text
    }

    // MARK: - Lines

    private static let marks: [DoctorStep.Status: String] = [
        .ok: "ok", .warning: "warn", .failed: "fail", .skipped: "skip",
    ]

    private func colored(_ text: String, _ status: DoctorStep.Status) -> String {
        guard isColored, !text.isEmpty else { return text }
        let code =
            switch status {
            case .ok: 32
            case .warning: 33
            case .failed: 31
            case .skipped: 2
            }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }

    private static func space(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

    /// Text made safe, broken between words where a line would be longer than the terminal is wide, and ended.
    ///
    /// - Parameters:
    ///   - indent: How far the first line is in already.
    ///   - hanging: How much further in the others begin.
    private func wrapped(_ raw: String, indent: Int, hanging: Int = 0) -> String {
        let text = PrintableText.escaping(raw)
        guard let width, width > indent + hanging + 10 else { return text + "\n" }
        var (lines, line): (String, String) = ("", "")
        var room = width - indent
        func endLine() {
            lines += line + "\n" + Self.space(indent + hanging)
            line = ""
            room = width - indent - hanging
        }
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if !line.isEmpty && line.unicodeScalars.count + 1 + word.unicodeScalars.count > room { endLine() }
            line += (line.isEmpty ? "" : " ") + word
            while line.unicodeScalars.count > room {
                let rest = Self.split(&line, room)
                endLine()
                line = rest
            }
        }
        return lines + line + "\n"
    }

    /// Cuts a word that is longer than a line, behind a slash where there is one.
    private static func split(_ line: inout String, _ room: Int) -> String {
        let scalars = Array(line.unicodeScalars)
        let cut = scalars[..<room].lastIndex(of: "/").map { $0 + 1 } ?? room
        line = String(String.UnicodeScalarView(scalars[..<cut]))
        return String(String.UnicodeScalarView(scalars[cut...]))
    }
}

extension ProbedGroupVersion {
    fileprivate var rank: Int {
        switch state {
        case .failed: 0
        case .stale: 1
        case .current: isSlow ? 2 : 3
        }
    }

    fileprivate var mark: String {
        switch state {
        case .failed, .stale: state.rawValue
        case .current: isSlow ? "slow" : ""
        }
    }

    fileprivate var status: DoctorStep.Status { state == .failed ? .failed : hasProblem ? .warning : .ok }

    /// Its name, and why it cannot be used.
    fileprivate func text(isNarrow: Bool) -> String {
        var text = groupVersion.description
        if isNarrow && answer.cost.requests != 1 { text += " (\(answer.cost.requests) requests)" }
        if let failure = answer.failure { text += ": \(failure.cause)" }
        return text
    }

    /// What stands behind it.
    fileprivate var notes: [String] {
        guard let apiService else { return [] }
        switch apiService.outcome {
        case .failure(let error):
            return error.code == .status(403) ? [] : ["its APIService cannot be read: \(error.cause)"]
        case .success(let found):
            let whom =
                found.service.map { "the service \($0.namespace)/\($0.name):\($0.port)" } ?? "the API server itself"
            let reason = [found.reason, found.message].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ": ")
            switch found.isAvailable {
            case true?: return ["served by \(whom), which is said to be available"]
            case false?: return ["served by \(whom), not available" + (reason.isEmpty ? "" : ": \(reason)")]
            case nil: return ["served by \(whom)"]
            }
        }
    }
}
