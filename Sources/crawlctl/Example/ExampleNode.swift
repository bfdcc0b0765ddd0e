import OpenAPIModel

/// A part of a manifest that is written here, with what is to be said of it.
struct ExampleNode {
    /// What stands there.
    indirect enum Value {
        /// A text, a number, true, false or null.
        case scalar(SchemaValue)
        case list([ExampleNode])
        /// Members in the order in which they are written.
        case object([Member])
    }

    /// A member of an object.
    struct Member {
        var key: String
        var node: ExampleNode
    }

    var value: Value
    /// Why it may have to be changed.
    var comment: String?

    init(_ value: Value, comment: String? = nil) {
        self.value = value
        self.comment = comment
    }

    static func text(_ text: String, comment: String? = nil) -> ExampleNode {
        ExampleNode(.scalar(.string(text)), comment: comment)
    }

    /// The text that stands where any may.
    static let placeholder = "example"

    /// Whether it is that text.
    var isPlaceholder: Bool {
        if case .scalar(.string(Self.placeholder)) = value { true } else { false }
    }

    /// A value as a document gives it.
    init(_ given: SchemaValue) {
        switch given {
        case .list(let elements): self.init(.list(elements.map { ExampleNode($0) }))
        case .object(let members): self.init(.object(members.map { Member(key: $0.key, node: ExampleNode($0.value)) }))
        default: self.init(.scalar(given))
        }
    }

    /// The members of an object, by which they are changed; none of anything else.
    var members: [Member] {
        get { if case .object(let members) = value { members } else { [] } }
        set { value = .object(newValue) }
    }

    /// A member; setting one that is not there puts it behind the others.
    subscript(key: String) -> ExampleNode? {
        get { members.first { $0.key == key }?.node }
        set {
            let index = members.firstIndex { $0.key == key }
            if let index, let newValue {
                members[index].node = newValue
            } else if let newValue {
                members.append(Member(key: key, node: newValue))
            } else if let index {
                members.remove(at: index)
            }
        }
    }
}

extension ExampleNode {
    /// The same as data, without comments.
    var output: OutputValue {
        switch value {
        case .scalar(let scalar): Self.output(scalar)
        case .list(let elements): .list(elements.map(\.output))
        case .object(let members):
            .object(Dictionary(members.map { ($0.key, $0.node.output) }) { _, last in last })
        }
    }

    private static func output(_ scalar: SchemaValue) -> OutputValue {
        switch scalar {
        case .bool(let value): .bool(value)
        case .string(let text): .text(text)
        case .number(let text):
            Int64(text).map { .integer($0) } ?? Double(text).flatMap { $0.isFinite ? .real($0) : nil } ?? .text(text)
        case .null, .list, .object: .null
        }
    }
}
