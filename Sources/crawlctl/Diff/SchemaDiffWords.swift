import DiscoveryModel
import DiscoveryStore
import OpenAPIModel

/// A difference of schemas in words.
enum SchemaDiffWords {
    /// What stands behind the field's path: `<string>`, `type string -> integer`, `enum -Slow`.
    static func change(_ difference: SchemaDifference) -> String {
        let (from, to) = (value(difference.from), value(difference.to))
        switch difference.rule {
        case .fieldRemoved: return "<\(from ?? "")>"
        case .fieldAdded: return "<\(to ?? "")>"
        case .requiredFieldAdded: return "<\(to ?? "")>, required"
        case .requiredAdded: return "required now"
        case .requiredRemoved: return "no longer required"
        case .enumValuesRemoved, .enumValuesAdded: return "enum \(changes(difference))"
        case .validationAdded: return "rule + \(to ?? "")"
        case .validationRemoved: return "rule - \(from ?? "")"
        case .nullableAdded: return "may be null"
        case .nullableRemoved: return "may not be null"
        case .unknownFieldsKept: return "unknown fields are kept"
        case .unknownFieldsDropped: return "unknown fields are dropped"
        case .deprecated: return "deprecated"
        case .undeprecated: return "no longer deprecated"
        case .combinationChanged: return "\(difference.property ?? ""): another combination of schemas"
        case .combinationWidened: return "\(difference.property ?? ""): more is allowed"
        default: return "\(property(difference)): \(from ?? "none") -> \(to ?? "none")"
        }
    }

    /// Whom it breaks, and why; `nil` where nobody.
    static func verdict(_ difference: SchemaDifference) -> String? {
        guard !difference.breaks.isEmpty else { return nil }
        return "breaking for \(difference.breaks.names.joined(separator: " and ")): \(difference.rule.reason)"
    }

    /// The field's path; of a kind itself a dot.
    static func path(_ difference: SchemaDifference) -> String {
        difference.path.isEmpty ? "." : difference.path.joined(separator: ".")
    }

    /// How many more kinds differ by it: `and 8 more kinds`.
    static func others(_ difference: SchemaDifference) -> String? {
        let count = difference.kinds.count - 1
        return count > 0 ? "and \(count) more \(count == 1 ? "kind" : "kinds")" : nil
    }

    /// `apps/v1 Deployment`.
    static func kind(_ kind: GroupVersionKind) -> String {
        "\(GroupVersion(group: kind.group, version: kind.version)) \(kind.kind)"
    }

    private static func property(_ difference: SchemaDifference) -> String {
        let prefix = "x-kubernetes-"
        let name = difference.property ?? ""
        return name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
    }

    private static func changes(_ difference: SchemaDifference) -> String {
        let sides: [(SchemaValue?, String)] = [(difference.from, "-"), (difference.to, "+")]
        let words = sides.flatMap { value, sign in (value?.list ?? []).map { "\(sign)\($0.string ?? $0.json)" } }
        let more = words.count > 20 ? " and \(words.count - 20) more" : ""
        if difference.from?.list == nil, difference.rule == .enumValuesRemoved {
            return "only \((difference.to?.list ?? []).prefix(20).map { $0.string ?? $0.json }.joined(separator: ", "))"
        }
        if difference.to?.list == nil, difference.rule == .enumValuesAdded { return "gone, any value is allowed" }
        return words.prefix(20).joined(separator: " ") + more
    }

    private static func value(_ value: SchemaValue?) -> String? {
        value.map { Snippet.cut($0.string ?? $0.json, to: 300) }
    }
}
