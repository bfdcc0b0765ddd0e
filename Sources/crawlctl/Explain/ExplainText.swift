import DiscoveryModel

/// An explanation as `kubectl explain` lays it out; what kubectl does not tell of a field stands below its type.
struct ExplainText {
    private var lines: [String] = []
    /// How long a line of a description is at most, as kubectl's.
    private static let width = 80

    static func text(_ resource: ExplainedResource) -> String {
        var text = ExplainText()
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
            lines += ["FIELD: \(Self.nameAndType(field, separator: " "))", ""]
            appendDetails(of: field, indent: "    ")
            if lines.last != "" { lines.append("") }
        }
        lines.append("DESCRIPTION:")
        appendDescriptions(of: field, indent: "    ")
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
            + (field.isRequired ? " -required-" : "")
    }

    private mutating func append(_ fields: [ExplainedField], indent: String, isRecursive: Bool) {
        for field in fields {
            lines.append(indent + Self.nameAndType(field, separator: "\t"))
            if isRecursive {
                if !field.enumValues.isEmpty { lines.append(indent + Self.enumText(field)) }
                append(field.fields, indent: indent + "  ", isRecursive: true)
            } else {
                appendDetails(of: field, indent: indent)
                appendDescriptions(of: field, indent: indent + "  ")
                lines.append("")
            }
        }
    }

    private static func enumText(_ field: ExplainedField) -> String {
        "enum: " + field.enumValues.map(PrintableText.escaping).joined(separator: ", ")
    }

    private mutating func appendDetails(of field: ExplainedField, indent: String) {
        if !field.enumValues.isEmpty { lines.append(indent + Self.enumText(field)) }
        let indent = indent.count == 2 ? "    " : indent
        if let format = field.format { lines.append(indent + "format: " + PrintableText.escaping(format)) }
        if let value = field.defaultValue { lines.append(indent + "default: " + PrintableText.escaping(value)) }
        for rule in field.rules { lines.append(indent + PrintableText.escaping(rule)) }
    }

    private mutating func appendDescriptions(of field: ExplainedField, indent: String) {
        if field.descriptions.isEmpty { lines.append(indent + "<no description>") }
        for description in field.descriptions {
            // Paragraphs stay, and so do lines that are indented, which are lists and code.
            var paragraph: [String] = []
            let given: [Substring] = description.split(separator: "\n", omittingEmptySubsequences: false)
            for line in given + [""] {
                if let first = line.first, !first.isWhitespace {
                    paragraph += line.split(separator: " ").map { PrintableText.escaping(String($0)) }
                    continue
                }
                if !paragraph.isEmpty {
                    lines += WrappedText.lines(paragraph, separator: "", width: Self.width - indent.count)
                        .map { indent + $0 }
                    paragraph = []
                }
                let rest = line.drop { $0.isWhitespace }
                if !rest.isEmpty {
                    lines.append(indent + "  " + PrintableText.escaping(String(rest)))
                } else if lines.last != "" {
                    lines.append("")
                }
            }
            if lines.last == "" { lines.removeLast() }
        }
    }
}
