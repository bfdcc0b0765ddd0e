import DiscoveryModel

extension ExplainedResource {
    /// The explanation as data.
    var object: OutputValue {
        .object([
            "cluster": .text(labels.count == 1 ? labels[0] : nil), "clusters": .texts(labels),
            "group": .text(kind.group), "version": .text(kind.version),
            "kind": .text(kind.kind), "path": .text(path.joined(separator: ".")), "field": field.object,
        ])
    }

    /// The explanation as a Markdown document: what there is to say of it, and a table of the fields, each with its path.
    ///
    /// - Parameter namesClusters: Whether to name the clusters that it is of.
    func markdown(namesClusters: Bool) -> String {
        let version = GroupVersion(group: kind.group, version: kind.version)
        let title = ([kind.kind] + path).joined(separator: ".")
        var text = "# \(Self.markdown(title)) (\(Self.markdown(version.description)))\n"
        if namesClusters { text += "\nOn \(Self.markdown(labels.joined(separator: ", "))).\n" }
        for description in field.descriptions { text += "\n\(Self.markdown(description))\n" }
        if !path.isEmpty {
            let facts = ["Type \(field.type)"] + (field.isRequired ? ["Required"] : []) + field.facts
            text += "\n" + facts.map { "- \(Self.markdown($0))\n" }.joined()
        }
        guard !field.fields.isEmpty else { return text }
        text += "\n" + MarkdownText.header(["field", "type", "required", "description"])
        Self.append(field.fields, prefix: "", to: &text)
        return text
    }

    private static func append(_ fields: [ExplainedField], prefix: String, to text: inout String) {
        for field in fields {
            let path = prefix + markdown(field.name)
            let description = (field.descriptions + field.facts.map { "\($0)." }).joined(separator: " ")
            text += MarkdownText.line(
                [path, markdown(field.type), field.isRequired ? "yes" : "", markdown(description)])
            append(field.fields, prefix: path + ".", to: &text)
        }
    }

    /// Text in one line, so that nothing in it is Markdown.
    private static func markdown(_ text: String) -> String {
        let newLine = UInt8(ascii: "\n")
        guard text.utf8.contains(newLine) else { return MarkdownText.escaped(PrintableText.escaping(text)) }
        let line = text.utf8.map { $0 == newLine ? UInt8(ascii: " ") : $0 }
        return MarkdownText.escaped(PrintableText.escaping(String(decoding: line, as: UTF8.self)))
    }
}

extension ExplainedField {
    /// Its allowed values, default, format and rules, each in words.
    fileprivate var facts: [String] {
        let values = enumValues.isEmpty ? [] : ["One of \(enumValues.joined(separator: ", "))"]
        let elements = elementEnumValues.isEmpty ? [] : ["Each one of \(elementEnumValues.joined(separator: ", "))"]
        return values + elements + (defaultValue.map { ["Default \($0)"] } ?? [])
            + (format.map { ["Format \($0)"] } ?? []) + rules
    }

    /// The field as data.
    var object: OutputValue {
        .object([
            "name": .text(name), "type": .text(type), "required": .bool(isRequired),
            "description": .text(descriptions.isEmpty ? nil : descriptions.joined(separator: "\n\n")),
            "enum": .texts(enumValues), "elementEnum": .texts(elementEnumValues), "default": .text(defaultValue),
            "format": .text(format),
            "rules": .texts(rules), "fields": .made(fields.count) { fields[$0].object },
        ])
    }
}
