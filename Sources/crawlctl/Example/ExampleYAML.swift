import OpenAPIModel

/// A manifest as people write them: block style, lists no further in than their key, and comments.
enum ExampleYAML {
    static func text(_ node: ExampleNode) -> String { lines(of: node).joined(separator: "\n") + "\n" }

    /// The lines of a value, as they stand at the margin.
    private static func lines(of node: ExampleNode) -> [String] {
        switch node.value {
        case .scalar(let scalar): return [text(of: scalar) + comment(of: node)]
        case .list(let elements):
            if elements.isEmpty { return ["[]" + comment(of: node)] }
            return elements.flatMap { element in
                lines(of: element).enumerated().map { ($0 == 0 ? "- " : "  ") + $1 }
            }
        case .object(let members):
            if members.isEmpty { return ["{}" + comment(of: node)] }
            return members.flatMap(lines(of:))
        }
    }

    private static func lines(of member: ExampleNode.Member) -> [String] {
        let key = quoted(member.key) + ":"
        let below = lines(of: member.node)
        switch member.node.value {
        case .list(let elements) where !elements.isEmpty: return [key + comment(of: member.node)] + below
        case .object(let members) where !members.isEmpty:
            return [key + comment(of: member.node)] + below.map { "  " + $0 }
        default: return ["\(key) \(below[0])"]
        }
    }

    private static func comment(of node: ExampleNode) -> String {
        node.comment.map { "  # " + PrintableText.escaping($0) } ?? ""
    }

    private static func text(of scalar: SchemaValue) -> String { scalar.string.map(quoted) ?? scalar.json }

    /// A text that is read back as itself, by YAML 1.1 readers too: plain only where nothing in it can mean anything else.
    private static func quoted(_ text: String) -> String {
        let isPlain =
            text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "/"),
                    UInt8(ascii: "-"):
                    true
                default: false
                }
            } && text.first?.isLetter == true && !words.contains(text.lowercased())
        return isPlain ? text : PrintableText.escapingDocument(SchemaValue.string(text).json)
    }

    private static let words: Set = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
}
