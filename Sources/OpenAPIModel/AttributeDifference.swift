/// In what two schemas differ by what they say of themselves, their types and what is below them aside.
public struct AttributeDifference: Hashable, Sendable {
    /// The rule by which it is breaking or not.
    public var rule: SchemaDifferenceRule
    /// The keyword that differs, such as `maxLength`.
    public var keyword: String
    /// What the old schema has; `nil` for nothing.
    public var from: SchemaValue?
    /// What the new schema has; `nil` for nothing.
    public var to: SchemaValue?

    /// Makes a difference from its parts.
    public init(_ rule: SchemaDifferenceRule, _ keyword: String, from: SchemaValue?, to: SchemaValue?) {
        self.rule = rule
        self.keyword = keyword
        self.from = from
        self.to = to
    }
}

extension SchemaAttributes {
    /// In what a newer schema differs from this one; descriptions, titles and examples are no difference.
    ///
    /// - Parameter isOptional: Whether both are those of a field that may be left out: there a default says something also
    ///   where it is empty.
    public func differences(to new: SchemaAttributes, isOptional: Bool = false) -> [AttributeDifference] {
        guard text != new.text else { return [] }
        var found = enumDifferences(to: new) + defaultDifferences(to: new, isOptional: isOptional)
        func add(_ rule: SchemaDifferenceRule, _ keyword: String) {
            found.append(AttributeDifference(rule, keyword, from: self[keyword], to: new[keyword]))
        }
        if isIntOrString == new.isIntOrString, format != new.format { add(formatRule(to: new), "format") }
        if isNullable != new.isNullable { add(new.isNullable ? .nullableAdded : .nullableRemoved, "nullable") }
        found += boundDifferences(to: new)
        if self["pattern"] != new["pattern"] {
            add(new["pattern"] == nil ? .patternRemoved : .patternChanged, "pattern")
        }
        found += validationDifferences(to: new)
        for keyword in Self.combinations {
            for rule in combinationRules(keyword, to: new) { add(rule, keyword) }
        }
        for keyword in Self.merging where self[keyword] != new[keyword] { add(.mergeChanged, keyword) }
        if keepsUnknownFields != new.keepsUnknownFields {
            add(
                new.keepsUnknownFields ? .unknownFieldsKept : .unknownFieldsDropped,
                "x-kubernetes-preserve-unknown-fields")
        }
        if isDeprecated != new.isDeprecated { add(new.isDeprecated ? .deprecated : .undeprecated, "deprecated") }
        return found
    }

    private static let combinations = ["oneOf", "anyOf", "allOf", "not"]
    private static let merging = [
        "x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-map-type",
        "x-kubernetes-patch-strategy", "x-kubernetes-patch-merge-key",
    ]

    /// The schemas of a keyword without those that are a type: that only refer to a definition, or say `int-or-string` in
    /// other words. `nil` where there are none.
    private func combination(_ keyword: String) -> [SchemaValue]? {
        guard let value = self[keyword] else { return nil }
        guard let list = value.list else { return [value] }
        let rest = list.filter { schema in
            let isBareType = isIntOrString && schema.members?.map(\.key) == ["type"]
            return keyword == "allOf" ? schema["$ref"] == nil : !isBareType
        }
        return rest.isEmpty ? nil : rest
    }

    private func combinationRules(_ keyword: String, to new: SchemaAttributes) -> [SchemaDifferenceRule] {
        let (old, new) = (combination(keyword), new.combination(keyword))
        guard old != new else { return [] }
        guard let old else { return [.combinationChanged] }
        guard let new else { return [.combinationWidened] }
        let (gone, added) = (old.contains { !new.contains($0) }, new.contains { !old.contains($0) })
        // All schemas of an allOf have to be fulfilled, and none of a not: more of them are narrower.
        let isChoice = keyword == "anyOf" || keyword == "oneOf"
        let (isNarrower, isWider) = isChoice ? (gone, added) : (added, gone && !added)
        return (isNarrower ? [.combinationChanged] : []) + (isWider ? [.combinationWidened] : [])
    }

    private var keepsUnknownFields: Bool {
        preservesUnknownFields || self["additionalProperties"]?.bool == true
            || pieces.contains { $0.part == .additionalProperties }
    }

    /// Formats by how many values they have.
    private static let numbers = ["int32", "int64", "float", "double"]

    private func formatRule(to new: SchemaAttributes) -> SchemaDifferenceRule {
        guard let old = format else { return .formatNarrowed }
        guard let new = new.format else { return .formatWidened }
        guard let position = Self.numbers.firstIndex(of: old), let other = Self.numbers.firstIndex(of: new) else {
            return .formatChanged
        }
        return position < other ? .formatWidened : .formatNarrowed
    }

    private func enumDifferences(to new: SchemaAttributes) -> [AttributeDifference] {
        guard enumValues != nil || new.enumValues != nil else { return [] }
        guard let old = enumValues else {
            return [.init(.enumValuesRemoved, "enum", from: nil, to: new["enum"])]
        }
        guard let new = new.enumValues else {
            return [.init(.enumValuesAdded, "enum", from: self["enum"], to: nil)]
        }
        let removed = old.filter { !new.contains($0) }
        let added = new.filter { !old.contains($0) }
        return (removed.isEmpty ? [] : [.init(.enumValuesRemoved, "enum", from: .list(removed), to: nil)])
            + (added.isEmpty ? [] : [.init(.enumValuesAdded, "enum", from: nil, to: .list(added))])
    }

    private func defaultDifferences(to new: SchemaAttributes, isOptional: Bool) -> [AttributeDifference] {
        let (old, new) = (tellingDefault(isOptional: isOptional), new.tellingDefault(isOptional: isOptional))
        guard old != new else { return [] }
        let rule: SchemaDifferenceRule = old == nil ? .defaultAdded : new == nil ? .defaultRemoved : .defaultChanged
        return [.init(rule, "default", from: old, to: new)]
    }

    /// The default, unless it is one that generated documents have beside every reference (`{}`), or beside everything
    /// that is required (the empty value).
    package func tellingDefault(isOptional: Bool = false) -> SchemaValue? {
        switch defaultValue {
        case .object(let members)? where members.isEmpty: nil
        case .string("")? where !isOptional, .number("0")? where !isOptional: nil
        case let value: value
        }
    }

    // MARK: - Bounds

    /// Whether a higher number is narrower.
    private static let bounds: [(keyword: String, higherIsNarrower: Bool)] = [
        ("minimum", true), ("maximum", false), ("minLength", true), ("maxLength", false), ("minItems", true),
        ("maxItems", false), ("minProperties", true), ("maxProperties", false),
    ]

    private func boundDifferences(to new: SchemaAttributes) -> [AttributeDifference] {
        var found: [AttributeDifference] = []
        for (keyword, higherIsNarrower) in Self.bounds {
            let (from, to) = (self[keyword], new[keyword])
            guard from != to else { continue }
            let (old, bound) = (from?.number.flatMap(Double.init), to?.number.flatMap(Double.init))
            guard old != bound || old == nil else { continue }
            let isNarrower =
                if let old, let bound { (bound > old) == higherIsNarrower } else { bound != nil }
            found.append(.init(isNarrower ? .boundNarrowed : .boundWidened, keyword, from: from, to: to))
        }
        for keyword in ["exclusiveMinimum", "exclusiveMaximum", "uniqueItems"] {
            let (from, to) = (self[keyword]?.bool ?? false, new[keyword]?.bool ?? false)
            guard from != to else { continue }
            found.append(.init(to ? .boundNarrowed : .boundWidened, keyword, from: self[keyword], to: new[keyword]))
        }
        if self["multipleOf"] != new["multipleOf"] {
            found.append(
                .init(
                    new["multipleOf"] == nil ? .boundWidened : .boundNarrowed, "multipleOf", from: self["multipleOf"],
                    to: new["multipleOf"]))
        }
        return found
    }

    private func validationDifferences(to new: SchemaAttributes) -> [AttributeDifference] {
        let keyword = "x-kubernetes-validations"
        let (old, rules) = (validations.compactMap { $0["rule"] }, new.validations.compactMap { $0["rule"] })
        return old.filter { !rules.contains($0) }.map { .init(.validationRemoved, keyword, from: $0, to: nil) }
            + rules.filter { !old.contains($0) }.map { .init(.validationAdded, keyword, from: nil, to: $0) }
    }
}
