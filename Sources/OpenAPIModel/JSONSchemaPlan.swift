/// Which definitions a JSON Schema document of one kind has to hold by name, because they cannot stand where they are
/// referred to: those that lead to themselves, and all of them where the document would get too large or too deep.
struct JSONSchemaPlan {
    /// The definitions to be held by name, and all that they are found by.
    private(set) var shared: Set<String> = []
    /// All definitions that the kind needs, itself among them; what is missing in the document is not in it.
    private(set) var definitions: [String: SchemaDefinition] = [:]

    /// How much it takes to write a schema with all that is below it.
    private struct Extent {
        var size = 1
        var depth = 1
    }

    /// More schemas than this in one document, and it would be too large to be of use.
    private static let sizeLimit = 50_000
    /// With more schemas below each other than this, readers might not take it.
    private static let depthLimit = 250

    /// Reads whatever the kind's definition leads to, each schema once.
    ///
    /// - Parameter find: Gives the definition of a name; `nil` where it is missing.
    init(
        of root: SchemaDefinition, from source: some SchemaNodeSource, find: (String) throws -> SchemaDefinition?
    ) throws {
        var references: [String: Set<String>] = [:]
        var open = [root]
        definitions[root.name] = root
        while let definition = open.popLast() {
            var names: Set<String> = []
            try Self.read(definition.node, from: source, into: &names, raw: &shared)
            for name in names where definitions[name] == nil {
                guard let found = try find(name) else { continue }
                definitions[name] = found
                open.append(found)
            }
            references[definition.name] = names
        }
        let known = Set(definitions.keys)
        references = references.mapValues { $0.intersection(known) }
        shared.formIntersection(known)
        shared.formUnion(Self.loops(references))
        if try isTooLarge(references, source) {
            shared = references.values.reduce(into: []) { $0.formUnion($1) }
        }
    }

    /// Reads a definition's own schemas, each once.
    private static func read(
        _ root: Int64, from source: some SchemaNodeSource, into references: inout Set<String>, raw: inout Set<String>
    ) throws {
        var open = [root]
        var seen: Set<Int64> = []
        while let id = open.popLast() {
            guard seen.insert(id).inserted else { continue }
            let node = try source.node(id)
            if let name = node.attributes.onlyReference { references.insert(name) }
            let names = node.attributes.referencesWithin
            references.formUnion(names)
            raw.formUnion(names)
            open += node.below
        }
    }

    /// The definitions on a way that leads from a loop to a loop: what is left when those without further references, and
    /// those that nothing refers to, are taken away until none is left.
    private static func loops(_ forward: [String: Set<String>]) -> Set<String> {
        var backward = forward.mapValues { _ in Set<String>() }
        for (name, references) in forward { for other in references { backward[other]?.insert(name) } }
        return left(forward, backward).intersection(left(backward, forward))
    }

    /// What is left when whatever points at nothing that is left is taken away.
    private static func left(_ pointing: [String: Set<String>], _ pointed: [String: Set<String>]) -> Set<String> {
        var counts = pointing.mapValues(\.count)
        var open = counts.filter { $0.value == 0 }.map(\.key)
        while let name = open.popLast() {
            counts[name] = nil
            for other in pointed[name] ?? [] {
                guard let count = counts[other] else { continue }
                counts[other] = count - 1
                if count == 1 { open.append(other) }
            }
        }
        return Set(counts.keys)
    }

    /// Whether a document with everything in its place but what is shared would be more than is of use.
    private func isTooLarge(_ references: [String: Set<String>], _ source: some SchemaNodeSource) throws -> Bool {
        var extents: [String: Extent] = [:]
        var nodes: [Int64: Extent] = [:]
        // Without those that are shared, no definition leads to itself: each is ready once those that it needs are.
        var open = Array(references.keys)
        while let name = open.last {
            guard extents[name] == nil, let definition = definitions[name] else {
                open.removeLast()
                continue
            }
            let missing = (references[name] ?? []).filter { !shared.contains($0) && extents[$0] == nil }
            guard missing.isEmpty else {
                open += missing
                continue
            }
            let extent = try self.extent(of: definition.node, source, extents, &nodes)
            if extent.size >= Self.sizeLimit || extent.depth >= Self.depthLimit { return true }
            extents[name] = extent
        }
        return false
    }

    private func extent(
        of id: Int64, _ source: some SchemaNodeSource, _ definitions: [String: Extent], _ known: inout [Int64: Extent]
    ) throws -> Extent {
        if let extent = known[id] { return extent }
        let node = try source.node(id)
        var extent = Extent()
        var below = try node.below.map { try self.extent(of: $0, source, definitions, &known) }
        if let name = node.attributes.onlyReference, !shared.contains(name), let target = definitions[name] {
            below.append(target)
        }
        for one in below {
            extent.size = min(extent.size + one.size, Self.sizeLimit)
            extent.depth = max(extent.depth, min(one.depth + 1, Self.depthLimit))
        }
        known[id] = extent
        return extent
    }
}

extension SchemaNode {
    /// The numbers of the schemas below it.
    fileprivate var below: [Int64] {
        properties.map(\.node) + [items, additionalProperties].compactMap { $0?.node }
    }
}
