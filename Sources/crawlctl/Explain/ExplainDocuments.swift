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
        lines += ["| field | type | required | description |", "|---|---|---|---|"]
        append(field.fields, prefix: "", to: &lines)
        return lines.joined(separator: "\n") + "\n"
    }

    private func append(_ fields: [ExplainedField], prefix: String, to lines: inout [String]) {
        for field in fields {
            let path = prefix + field.name
            let values =
                field.enumValues.isEmpty ? [] : ["One of \(field.enumValues.joined(separator: ", "))."]
            let more = values + (field.defaultValue.map { ["Default \($0)."] } ?? []) + field.rules.map { "\($0)." }
            let cells = [
                path, field.type, field.isRequired ? "yes" : "",
                (field.descriptions + more).joined(separator: " "),
            ]
            lines.append("| " + cells.map(Self.markdown).joined(separator: " | ") + " |")
            append(field.fields, prefix: path + ".", to: &lines)
        }
    }

    /// Text in one line, so that nothing in it is Markdown.
    private static func markdown(_ text: String) -> String {
        var escaped = ""
        for character in PrintableText.escaping(text.replacing("\n", with: " ")) {
            if "\\`*_[]<>|#&".contains(character) { escaped.append("\\") }
            escaped.append(character)
        }
        return escaped
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
