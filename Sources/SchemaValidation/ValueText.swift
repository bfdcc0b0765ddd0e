import Manifests
import OpenAPIModel

/// Values as messages show them.
enum ValueText {
    /// How much of a value is shown.
    static let limit = 200

    /// In quotes, as JSON has it.
    static func quoted(_ text: String) -> String { shortened(SchemaValue.string(String(text.prefix(limit + 1))).json) }

    static func shortened(_ text: String) -> String { text.count > limit ? "\(text.prefix(limit))…" : text }
}

extension ManifestValue.Content {
    /// Compact JSON, shortened.
    var json: String {
        var text = ""
        write(to: &text, isSorted: false, limit: ValueText.limit * 4)
        return ValueText.shortened(text)
    }

    /// A text that is the same for values that are equal.
    var canonical: String {
        var text = ""
        write(to: &text, isSorted: true, limit: .max)
        return text
    }

    private func write(to text: inout String, isSorted: Bool, limit: Int) {
        guard text.utf8.count < limit else { return }
        switch self {
        case .null: text += "null"
        case .bool(let truth): text += truth ? "true" : "false"
        case .number(let number): text += number.text
        case .string(let string): text += SchemaValue.string(string).json
        case .list(let items):
            text += "["
            for (index, item) in items.enumerated() {
                if index > 0 { text += "," }
                item.content.write(to: &text, isSorted: isSorted, limit: limit)
            }
            text += "]"
        case .object(let members):
            let members = isSorted ? members.members.sorted { $0.key < $1.key } : members.members
            text += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { text += "," }
                text += SchemaValue.string(member.key).json + ":"
                member.value.content.write(to: &text, isSorted: isSorted, limit: limit)
            }
            text += "}"
        }
    }
}
