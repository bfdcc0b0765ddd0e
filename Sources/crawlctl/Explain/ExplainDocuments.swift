import DiscoveryModel

extension ExplainedResource {
    /// The explanation as data.
    var object: OutputValue {
        .object([
            "cluster": .text(label), "group": .text(kind.group), "version": .text(kind.version),
            "kind": .text(kind.kind), "path": .text(path.joined(separator: ".")), "field": field.object,
        ])
    }

    /// The explanation as a Markdown document: a table of the fields, each with its path.
    var markdown: String {
        let version = GroupVersion(group: kind.group, version: kind.version)
        let title = ([kind.kind] + path).joined(separator: ".")
        var lines = ["# \(Self.markdown(title)) (\(Self.markdown(version.description)))", ""]
        for description in field.descriptions { lines += [Self.markdown(description), ""] }
        guard !field.fields.isEmpty else { return lines.joined(separator: "\n") }
        let rows = Self.rows(field.fields, prefix: "").map { $0.map(Self.markdown) }
        return lines.map { $0 + "\n" }.joined()
            + MarkdownText.table(["field", "type", "required", "description"], rows)
    }

    private static func rows(_ fields: [ExplainedField], prefix: String) -> [[String]] {
        fields.flatMap { field in
            let path = prefix + field.name
            let values = field.enumValues.isEmpty ? [] : ["One of \(field.enumValues.joined(separator: ", "))."]
            let more = values + (field.defaultValue.map { ["Default \($0)."] } ?? []) + field.rules.map { "\($0)." }
            let text = (field.descriptions + more).joined(separator: " ")
            return [[path, field.type, field.isRequired ? "yes" : "", text]]
                + rows(field.fields, prefix: path + ".")
        }
    }

    /// Text in one line, so that nothing in it is Markdown.
    private static func markdown(_ text: String) -> String {
        MarkdownText.escaped(PrintableText.escaping(text.replacing("\n", with: " ")))
    }
}

extension ExplainedField {
    /// The field as data.
    var object: OutputValue {
        .object([
            "name": .text(name), "type": .text(type), "required": .bool(isRequired),
            "description": .text(descriptions.isEmpty ? nil : descriptions.joined(separator: "\n\n")),
            "enum": .texts(enumValues), "default": .text(defaultValue), "format": .text(format),
            "rules": .texts(rules), "fields": .list(fields.map(\.object)),
        ])
    }
}
