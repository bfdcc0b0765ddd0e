import DiscoveryModel
import OpenAPIModel

/// Compares one definition on two sides, down to where it refers to others.
struct DefinitionComparison {
    /// One of two sides.
    struct Side {
        private let reader: SchemaReader
        private let definitions: SchemaSetDefinitions
        private let document: Int64

        init(_ reader: SchemaReader, _ definitions: SchemaSetDefinitions, document: Int64) {
            self.reader = reader
            self.definitions = definitions
            self.document = document
        }

        func node(_ id: Int64) throws -> SchemaNode { try reader.node(id) }

        /// What a schema refers to; `nil` where it stands for itself, or what it refers to is missing.
        func target(of node: SchemaNode) throws -> SchemaNode? {
            let name = try reader.nodes.edges().references[Int(node.id)]
            guard name != 0, let target = definitions.definition(of: name, in: document) else { return nil }
            return try reader.node(Int64(target.node))
        }

        /// The type as people write it: `[]Container`, `map[string]string`.
        func typeName(_ node: SchemaNode) throws -> String {
            var (prefix, node) = ("", node)
            while true {
                if let reference = node.attributes.reference {
                    return prefix + (reference.split(separator: ".").last.map(String.init) ?? reference)
                }
                if let items = node.items {
                    prefix += "[]"
                    node = try self.node(items.node)
                } else if let values = node.additionalProperties {
                    prefix += "map[string]"
                    node = try self.node(values.node)
                } else {
                    return prefix + DefinitionComparison.plainType(node)
                }
            }
        }
    }

    /// Something that differs, at a path from the definition.
    struct Found {
        var event: DifferenceRecord.Kind
        var path: [String]
        var difference: AttributeDifference
    }

    private let old: Side
    private let new: Side
    private let limit: Int
    private(set) var found: [Found] = []
    private var path: [String] = []
    /// Pairs that are looked at just now, or that are known to be the same but for descriptions.
    private var passed: Set<Pair> = []

    private struct Pair: Hashable {
        var old: Int64
        var new: Int64
        var isOptional: Bool
    }

    init(old: Side, new: Side, limit: Int) {
        self.old = old
        self.new = new
        self.limit = limit
    }

    /// Compares the definitions' schemas.
    mutating func compare(_ before: Int32, _ after: Int32) throws {
        try compare(try old.node(Int64(before)), try new.node(Int64(after)))
    }

    /// How deep schemas are followed; those of one definition are not deeper than a reader of documents allows, and only
    /// definitions that were renamed lead on from one to another.
    private static let depthLimit = 300
    private var depth = 0

    /// - Parameter isOptional: Whether both are those of a field that may be left out.
    private mutating func compare(_ before: SchemaNode, _ after: SchemaNode, isOptional: Bool = false) throws {
        guard before.id != after.id, found.count < limit, depth < Self.depthLimit else { return }
        depth += 1
        defer { depth -= 1 }
        let pair = Pair(old: before.id, new: after.id, isOptional: isOptional)
        guard passed.insert(pair).inserted else { return }
        let count = found.count
        try compareParts(before, after, isOptional: isOptional)
        // What has differences has them at every place.
        if found.count > count { passed.remove(pair) }
    }

    private mutating func compareParts(_ before: SchemaNode, _ after: SchemaNode, isOptional: Bool) throws {
        before.attributes.differences(to: after.attributes, isOptional: isOptional).forEach { add($0) }
        let (reference, newReference) = (before.attributes.reference, after.attributes.reference)
        if reference != nil || newReference != nil {
            // A definition of one name is compared by itself.
            guard reference != newReference else { return }
            try compareTargets(before, after)
            return
        }
        guard Self.shape(before) == Self.shape(after) else {
            addType(.changing(before, to: after), try old.typeName(before), try new.typeName(after))
            return
        }
        if let items = before.items, let newItems = after.items {
            try compareBelow(items, newItems)
        }
        if let values = before.additionalProperties, let newValues = after.additionalProperties {
            try compareBelow(values, newValues)
        }
        try compareFields(before, after)
    }

    /// One refers to a definition, and the other to another one or to none.
    private mutating func compareTargets(_ before: SchemaNode, _ after: SchemaNode) throws {
        let (target, newTarget) = (try old.target(of: before), try new.target(of: after))
        let isMissing =
            (before.attributes.reference != nil && target == nil)
            || (after.attributes.reference != nil && newTarget == nil)
        let (left, right) = (target ?? before, newTarget ?? after)
        if isMissing || Self.shape(left) != Self.shape(right) {
            addType(
                isMissing ? .typeChanged : .changing(left, to: right), try old.typeName(before),
                try new.typeName(after))
        } else {
            try compare(left, right)
        }
    }

    /// Elements and values stand at their list's and their map's path.
    private mutating func compareBelow(_ before: SchemaField, _ after: SchemaField) throws {
        guard before.node != after.node else { return }
        try compare(try old.node(before.node), try new.node(after.node))
    }

    private mutating func compareFields(_ before: SchemaNode, _ after: SchemaNode) throws {
        var (left, right) = (before.properties[...], after.properties[...])
        while found.count < limit {
            switch (left.first, right.first) {
            case (let field?, let newField?) where field.name == newField.name:
                left.removeFirst()
                right.removeFirst()
                try compare(field, newField)
            case (let field?, let newField?):
                if field.name.utf8.lexicographicallyPrecedes(newField.name.utf8) {
                    left.removeFirst()
                    try remove(field)
                } else {
                    right.removeFirst()
                    try add(newField)
                }
            case (let field?, nil):
                left.removeFirst()
                try remove(field)
            case (nil, let field?):
                right.removeFirst()
                try add(field)
            case (nil, nil): return
            }
        }
    }

    private mutating func compare(_ before: SchemaField, _ after: SchemaField) throws {
        path.append(before.name)
        defer { path.removeLast() }
        if before.isRequired != after.isRequired {
            let isRefused = try after.isRequired && new.node(after.node).attributes.tellingDefault() == nil
            if before.isRequired || isRefused {
                add(
                    AttributeDifference(
                        after.isRequired ? .requiredAdded : .requiredRemoved, "required",
                        from: .bool(before.isRequired),
                        to: .bool(after.isRequired)))
            }
        }
        let (was, isNow) = (Self.saysDeprecated(before.description), Self.saysDeprecated(after.description))
        if was != isNow {
            add(
                AttributeDifference(
                    isNow ? .deprecated : .undeprecated, "deprecated", from: .bool(was), to: .bool(isNow)))
        }
        guard before.node != after.node else { return }
        try compare(
            try old.node(before.node), try new.node(after.node), isOptional: !before.isRequired && !after.isRequired)
    }

    // MARK: - What is found

    private mutating func add(_ difference: AttributeDifference) {
        found.append(Found(event: .changed, path: path, difference: difference))
    }

    private mutating func addType(_ rule: SchemaDifferenceRule, _ from: String, _ to: String) {
        add(AttributeDifference(rule, "type", from: .string(from), to: .string(to)))
    }

    private mutating func remove(_ field: SchemaField) throws {
        let type = try old.typeName(try old.node(field.node))
        found.append(
            Found(
                event: .removed, path: path + [field.name],
                difference: AttributeDifference(.fieldRemoved, "", from: .string(type), to: nil)))
    }

    private mutating func add(_ field: SchemaField) throws {
        let node = try new.node(field.node)
        let isRefused = field.isRequired && node.attributes.tellingDefault() == nil
        found.append(
            Found(
                event: .added, path: path + [field.name],
                difference: AttributeDifference(
                    isRefused ? .requiredFieldAdded : .fieldAdded, "", from: nil, to: .string(try new.typeName(node)))))
    }

    // MARK: - Words

    /// What must be the same for two schemas to be of one type.
    private static func shape(_ node: SchemaNode) -> String {
        let below = node.items != nil ? "[]" : node.additionalProperties != nil ? "map" : ""
        return below + plainType(node)
    }

    fileprivate static func plainType(_ node: SchemaNode) -> String {
        if node.attributes.isIntOrString { return "int-or-string" }
        if node.takesAnyType { return "any" }
        let type = node.attributes.type ?? "object"
        return type == "object" ? "Object" : type
    }

    /// Whether a description calls what it describes deprecated, as those of Kubernetes' own fields do.
    private static func saysDeprecated(_ description: String) -> Bool {
        description.utf8.count >= 10
            && (description.hasPrefix("Deprecated") || description.hasPrefix("DEPRECATED")
                || description.contains("Deprecated:") || description.contains("DEPRECATED:"))
    }
}

extension SchemaDifferenceRule {
    /// What a change of the type is.
    fileprivate static func changing(_ old: SchemaNode, to new: SchemaNode) -> SchemaDifferenceRule {
        new.takesType(of: old) ? .typeWidened : old.takesType(of: new) ? .typeNarrowed : .typeChanged
    }
}

extension SchemaNode {
    private var isPlain: Bool { properties.isEmpty && items == nil && additionalProperties == nil }

    /// Whether it says nothing of the type: scalars, lists and objects are all taken.
    fileprivate var takesAnyType: Bool {
        isPlain && attributes.type == nil && !attributes.isIntOrString
            && ["$ref", "allOf", "anyOf", "oneOf", "not"].allSatisfy { attributes[$0] == nil }
    }

    /// Whether its type takes every value of another's.
    fileprivate func takesType(of other: SchemaNode) -> Bool {
        if takesAnyType { return true }
        guard isPlain else { return false }
        if attributes.isIntOrString { return ["integer", "string"].contains(other.attributes.type) }
        switch (other.attributes.type, attributes.type) {
        case ("integer", "number"): return !other.attributes.isIntOrString
        case ("object", "object"): return attributes.preservesUnknownFields
        default: return false
        }
    }
}
