import DiscoveryModel
import DiscoveryStore
import OpenAPIModel

/// Differences of schemas as data.
enum SchemaDiffFields {
    /// How many kinds are named of each; all are counted.
    private static let namedKinds = 50

    static func object(_ schemas: ComparedSchemas) -> OutputValue {
        .object([
            "from": side(schemas.from), "to": side(schemas.to),
            "differences": .list(schemas.differences.map(object)), "cut": .bool(schemas.isCut),
            "notCompared": .texts(schemas.notes()), "summary": summary(schemas),
        ])
    }

    private static func side(_ side: (snapshot: Int64, asOf: String?)) -> OutputValue {
        .object(["snapshot": .integer(side.snapshot), "asOf": .text(side.asOf)])
    }

    private static func object(_ difference: SchemaDifference) -> OutputValue {
        let kind = difference.kind
        return .object([
            "kind": .text(difference.event.rawValue), "group": .text(kind.group), "version": .text(kind.version),
            "groupVersion": .text(GroupVersion(group: kind.group, version: kind.version).description),
            "objectKind": .text(kind.kind), "path": .text(difference.path.joined(separator: ".")),
            "definition": .text(difference.definition), "kindCount": .integer(difference.kinds.count),
            "kinds": .texts(difference.kinds.prefix(namedKinds).map(SchemaDiffWords.kind)),
            "property": .text(difference.property), "from": value(difference.from), "to": value(difference.to),
            "class": .text(difference.impact.rawValue), "breaks": .texts(difference.breaks.names),
            "rule": .text(difference.rule.rawValue), "reason": .text(difference.rule.reason),
        ])
    }

    private static func summary(_ schemas: ComparedSchemas) -> OutputValue {
        let all = schemas.differences
        return .object([
            "differences": .integer(all.count), "breaking": .integer(all.count { !$0.breaks.isEmpty }),
            "breakingForReaders": .integer(all.count { $0.breaks.contains(.readers) }),
            "breakingForWriters": .integer(all.count { $0.breaks.contains(.writers) }),
            "compatible": .integer(all.count { $0.breaks.isEmpty }),
            "added": .integer(all.count { $0.event == .added }),
            "removed": .integer(all.count { $0.event == .removed }),
            "changed": .integer(all.count { $0.event == .changed }),
        ])
    }

    /// Numbers that JSON readers would round are texts, as the server wrote them.
    private static func value(_ value: SchemaValue?) -> OutputValue {
        switch value {
        case nil, .null?: .null
        case .bool(let flag)?: .bool(flag)
        case .number(let text)?: Int64(text).map { .integer($0) } ?? Double(text).map { .real($0) } ?? .text(text)
        case .string(let text)?: .text(text)
        case .list(let items)?: .list(items.map { Self.value($0) })
        case .object(let members)?:
            .object(Dictionary(members.map { ($0.key, Self.value($0.value)) }) { _, last in last })
        }
    }
}
