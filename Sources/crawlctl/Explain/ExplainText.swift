import DiscoveryModel

/// An explanation as `kubectl explain` lays it out; what kubectl does not tell of a field stands below its type.
struct ExplainText {
    private var lines: [String] = []
    /// How long a line of a description is at most, as kubectl's.
    private static let width = 80

    /// - Parameter namesClusters: Whether to begin with the clusters that it is of.
    static func text(_ resource: ExplainedResource, namesClusters: Bool = false) -> String {
        var text = ExplainText()
        if namesClusters { text.heading("CLUSTER:", resource.labels.joined(separator: ", ")) }
        text.append(resource)
        return text.lines.joined(separator: "\n") + "\n"
    }

    private mutating func append(_ resource: ExplainedResource) {
        if !resource.kind.group.isEmpty { heading("GROUP:", resource.kind.group) }
        heading("KIND:", resource.kind.kind)
        heading("VERSION:", resource.kind.version)
        lines.append("")
        let field = resource.field
        if !resource.path.isEmpty {
            lines.append("FIELD: \(Self.nameAndType(field, separator: " "))")
            if !field.allowedValues.isEmpty {
                lines.append("ENUM:")
                lines += field.allowedValues.map { "    " + PrintableText.escaping($0) }
            }
            lines.append("")
            appendFacts(of: field)
            if lines.last != "" { lines.append("") }
        }
        lines.append("DESCRIPTION:")
        appendDescriptions(of: field, indent: "    ", orElse: "<empty>")
        lines.append("")
        if !field.fields.isEmpty {
            lines.append("FIELDS:")
            append(field.fields, indent: "  ", isRecursive: resource.isRecursive)
        }
        while lines.last == "" { lines.removeLast() }
    }

    private mutating func heading(_ name: String, _ value: String) {
        lines.append(name + String(repeating: " ", count: 12 - name.count) + PrintableText.escaping(value))
    }

    private static func nameAndType(_ field: ExplainedField, separator: String) -> String {
        PrintableText.escaping(field.name) + separator + "<\(PrintableText.escaping(field.type))>"
    }

    private mutating func append(_ fields: [ExplainedField], indent: String, isRecursive: Bool) {
        for field in fields {
            lines.append(
                indent + Self.nameAndType(field, separator: "\t") + (field.isRequired ? " -required-" : ""))
            if !field.allowedValues.isEmpty {
                let values = field.allowedValues.map(PrintableText.escaping).joined(separator: ", ")
                lines.append(indent + "enum: " + values)
            }
            if isRecursive {
                append(field.fields, indent: indent + "  ", isRecursive: true)
            } else {
                appendFacts(of: field)
                appendDescriptions(of: field, indent: indent + "  ", orElse: "<no description>")
                lines.append("")
            }
        }
    }

    /// What kubectl does not tell.
    private mutating func appendFacts(of field: ExplainedField) {
        let facts =
            (field.format.map { ["format: \($0)"] } ?? []) + (field.defaultValue.map { ["default: \($0)"] } ?? [])
            + field.rules
        lines += facts.map { "    " + PrintableText.escaping($0) }
    }

    /// - Parameter nothing: What stands where there is none.
    private mutating func appendDescriptions(of field: ExplainedField, indent: String, orElse nothing: String) {
        if field.descriptions.isEmpty { lines.append(indent + nothing) }
        for description in field.descriptions {
            for line in description.split(separator: "\n", omittingEmptySubsequences: false) {
                let rest = line.drop { $0.isWhitespace }
                if !rest.isEmpty {
                    let space = line[..<rest.startIndex].map { $0 == "\t" ? "\t" : " " }.joined()
                    lines += Self.wrapped(String(rest), first: space, indent: indent)
                } else if lines.last != "" {
                    lines.append("")
                }
            }
            if lines.last == "" { lines.removeLast() }
        }
    }

    /// A text in lines of the width; spaces within it stay.
    ///
    /// - Parameter first: What the first line begins with.
    private static func wrapped(_ text: String, first: String = "", indent: String) -> [String] {
        var lines = [first]
        var length = first.unicodeScalars.count
        var isEmpty = true
        for word in text.split(separator: " ", omittingEmptySubsequences: false).map({
            PrintableText.escaping(String($0))
        }) {
            let count = word.unicodeScalars.count
            if !isEmpty, length + 1 + count > width - indent.count {
                while lines[lines.count - 1].last == " " { lines[lines.count - 1].removeLast() }
                lines.append(word)
                length = count
            } else {
                lines[lines.count - 1] += isEmpty ? word : " " + word
                length += count + (isEmpty ? 0 : 1)
            }
            isEmpty = isEmpty && word.isEmpty || lines[lines.count - 1].isEmpty
        }
        return lines.map { indent + $0 }
    }
}

extension ExplainedField {
    /// Those of its elements where it has none of its own: the type says which it is.
    fileprivate var allowedValues: [String] { enumValues.isEmpty ? elementEnumValues : enumValues }
}
