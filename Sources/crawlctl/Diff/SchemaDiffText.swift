import DiscoveryModel
import DiscoveryStore

/// Differences of schemas as people read them: by kind, whom they break behind each, and a summary.
struct SchemaDiffText {
    let schemas: ComparedSchemas
    /// How long a line may be; `nil` for any length.
    let width: Int?
    let style: TerminalStyle

    var text: String {
        guard !schemas.differences.isEmpty else { return "" }
        var text = ""
        var last: GroupVersionKind?
        for difference in schemas.differences {
            if difference.kind != last {
                text += "\n" + line { $0.append("~ \(SchemaDiffWords.kind(difference.kind))", .changed) }
                last = difference.kind
            }
            text += line(indent: 2) { append(difference, to: &$0) }
        }
        return text + "\n" + line { $0.append(Self.summary(schemas), .bold) }
    }

    /// `12 differences of schemas: 3 break readers, 4 break writers, 5 nobody`.
    static func summary(_ schemas: ComparedSchemas) -> String {
        let all = schemas.differences
        let counts = [
            (all.count { $0.breaks.contains(.readers) }, "breaking for readers"),
            (all.count { $0.breaks.contains(.writers) }, "breaking for writers"),
            (all.count { $0.breaks.isEmpty }, "compatible"),
        ]
        return "\(Plural.text(all.count, "difference")) of schemas: "
            + counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    private func line(indent: Int = 0, _ body: (inout StyledText) -> Void) -> String {
        var line = StyledText(indent: indent)
        body(&line)
        return line.text(width: width, style)
    }

    private func append(_ difference: SchemaDifference, to line: inout StyledText) {
        let (sign, color): (String, StyledText.Style) =
            switch difference.event {
            case .added: ("+", .added)
            case .removed: ("-", .removed)
            case .changed: ("~", .changed)
            }
        let path = SchemaDiffWords.path(difference)
        line.append(
            "\(sign) \(path)\(difference.event == .changed ? ":" : "") \(SchemaDiffWords.change(difference))", color)
        if let others = SchemaDiffWords.others(difference) { line.append("(\(others))", .faint) }
        if let verdict = SchemaDiffWords.verdict(difference) { line.append(apart: verdict, .breaking) }
    }
}
