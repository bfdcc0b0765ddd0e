/// What one side has where two surfaces differ, in a form that every format can print and a database can keep.
public enum DifferenceValue: Hashable, Sendable {
    /// Nothing: it is on the other side only.
    case none
    /// A name.
    case text(String)
    /// Whether something is so.
    case flag(Bool)
    /// Names or descriptions, in the server's order.
    case list([DifferenceValue])
    /// A description, by the names of its fields.
    case object([String: DifferenceValue])

    /// A list of names.
    static func texts(_ texts: [String]) -> DifferenceValue { .list(texts.map { .text($0) }) }

    /// The texts of a list; none of anything else.
    public var texts: [String] {
        guard case .list(let items) = self else { return [] }
        return items.compactMap { item in
            guard case .text(let text) = item else { return nil }
            return text
        }
    }

    /// A field of an object.
    public subscript(field: String) -> DifferenceValue {
        guard case .object(let fields) = self else { return .none }
        return fields[field] ?? .none
    }
}

extension DifferenceValue: Codable {
    /// Reads what ``encode(to:)`` wrote.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .none
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([DifferenceValue].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: DifferenceValue].self))
        }
    }

    /// Writes `null`, a string, a boolean, an array or an object.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .none: try container.encodeNil()
        case .text(let text): try container.encode(text)
        case .flag(let flag): try container.encode(flag)
        case .list(let list): try container.encode(list)
        case .object(let fields): try container.encode(fields)
        }
    }
}

extension DifferenceValue {
    /// `{"group": …, "kind": …, "version": …}`.
    init(_ kind: GroupVersionKind) {
        self = .object(["group": .text(kind.group), "version": .text(kind.version), "kind": .text(kind.kind)])
    }

    /// The names of all resources and subresources of a version; `nil` where they are not known.
    init(_ list: APIResourceList?) {
        self = list.map { .texts($0.resources.map(\.name)) } ?? .none
    }

    /// The preferred version, and the versions with the names of their resources.
    init(_ group: APIGroup) {
        self = .object([
            "preferredVersion": .text(group.preferredVersion),
            "versions": .list(
                group.versions.map {
                    .object(["version": .text($0.version), "resources": DifferenceValue($0.resources)])
                }),
        ])
    }

    /// The fields of a resource, and the names of the subresources that came or went with it.
    init(_ resource: APIResource, subresources: [String]?) {
        var fields: [String: DifferenceValue] = [
            "responseKind": DifferenceValue(resource.responseKind), "namespaced": .flag(resource.namespaced),
            "verbs": .texts(resource.verbs), "shortNames": .texts(resource.shortNames),
            "categories": .texts(resource.categories), "singularName": .text(resource.singularName),
        ]
        fields["subresources"] = subresources.map { .texts($0) }
        self = .object(fields)
    }
}
