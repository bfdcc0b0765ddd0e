import DiscoveryModel
import GRDB
import OpenAPIModel

/// Compares the schemas of two clusters, or of one at two moments.
///
/// What is the same has one number in the file, so that of most definitions nothing is read; each pair of definitions that
/// differ is compared once, for all kinds that refer to it.
public struct SchemaComparison {
    /// At most so many differences are told.
    public static let limit = 10_000

    private let old: SchemaReader
    private let new: SchemaReader
    private let oldSide: SchemaSetDefinitions
    private let newSide: SchemaSetDefinitions
    private let edges: StoredSchemaEdges
    private var names = ReferredNames()

    /// Takes two readers that were given together.
    public init(from old: SchemaReader, to new: SchemaReader) throws {
        self.old = old
        self.new = new
        edges = try new.nodes.edges()
        oldSide = try SchemaSetDefinitions(set: old.set, edges: edges, old.database)
        newSide = try SchemaSetDefinitions(set: new.set, edges: edges, new.database)
    }

    /// A definition on both sides.
    private struct Pair: Hashable {
        var name: Int32
        var old: Int32
        var new: Int32
    }

    /// A kind on both sides.
    private struct Kind {
        var kind: GroupVersionKind
        var old: SchemaSetDefinitions.Kind
        var new: SchemaSetDefinitions.Kind
    }

    /// In what the schemas of some kinds differ; of those that only one side has the surfaces tell.
    ///
    /// - Parameter kinds: Those that both sides serve, in the order in which to tell.
    public mutating func differences(of kinds: [GroupVersionKind]) throws -> SchemaDifferences {
        var result = SchemaDifferences()
        for version in Set(kinds.map { GroupVersion(group: $0.group, version: $0.version) }).sorted() {
            let (before, after) = (try old.document(of: version), try new.document(of: version))
            if (before == nil) != (after == nil) { result.unknown.append(version) }
            if before == nil && old.conditions[version] != nil || after == nil && new.conditions[version] != nil {
                result.unread.append(version)
            }
        }
        let oldKinds = try oldSide.kinds(kinds, old.database)
        let newKinds = try newSide.kinds(kinds, new.database)
        let both = kinds.compactMap { kind -> Kind? in
            guard let old = oldKinds[kind], let new = newKinds[kind] else { return nil }
            return old.document == new.document ? nil : Kind(kind: kind, old: old, new: new)
        }
        let (pairs, kindsOfPair, isWhole) = pairs(both)
        result.isCut = !isWhole
        var places: [Int: (SchemaPlaces, SchemaPlaces)] = [:]
        var found: [(kind: Int, difference: SchemaDifference)] = []
        for pair in pairs where found.count < Self.limit {
            let all = kindsOfPair[pair] ?? []
            guard let first = all.first else { continue }
            var comparison = DefinitionComparison(
                old: .init(old, oldSide, document: both[first].old.document),
                new: .init(new, newSide, document: both[first].new.document), limit: Self.limit - found.count + 1)
            try comparison.compare(pair.old, pair.new)
            guard !comparison.found.isEmpty else { continue }
            let isOwn = pair.name == both[first].new.name
            var prefix: [String] = []
            if !isOwn {
                let sides =
                    places[first] ?? (place(both[first].new, newSide, edges), place(both[first].old, oldSide, edges))
                places[first] = sides
                let labels = sides.0.labels(toSchema: pair.new) ?? sides.1.labels(toSchema: pair.old) ?? []
                prefix = try labels.map { try name(ofLabel: $0) }
            }
            let definition = isOwn ? nil : try text(ofName: pair.name)
            for local in comparison.found {
                found.append(
                    (
                        first,
                        SchemaDifference(
                            event: local.event, kind: both[first].kind, path: prefix + local.path,
                            kinds: all.map { both[$0].kind }, definition: definition, rule: local.difference.rule,
                            property: local.event == .changed ? local.difference.keyword : nil,
                            from: local.difference.from, to: local.difference.to)
                    ))
            }
        }
        if found.count > Self.limit {
            result.isCut = true
            found.removeLast(found.count - Self.limit)
        }
        result.differences = found.enumerated().sorted { one, other in
            if one.element.kind != other.element.kind { return one.element.kind < other.element.kind }
            let (left, right) = (one.element.difference.path, other.element.difference.path)
            if left != right {
                return left.lexicographicallyPrecedes(right) { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            }
            return one.offset < other.offset
        }.map(\.element.difference)
        return result
    }

    private func place(
        _ kind: SchemaSetDefinitions.Kind, _ side: SchemaSetDefinitions, _ edges: StoredSchemaEdges
    ) -> SchemaPlaces {
        SchemaPlaces(of: kind, side, edges)
    }

    // MARK: - Pairs

    /// How many definitions are looked at, those of each kind by themselves; more than any real cluster's.
    private static let stepLimit = 5_000_000

    /// The definitions that differ, in the order of the first kinds that refer to them, with all of these.
    private mutating func pairs(_ kinds: [Kind]) -> ([Pair], [Pair: [Int]], isWhole: Bool) {
        var order: [Pair] = []
        var found: [Pair: [Int]] = [:]
        var steps = 0
        for (index, kind) in kinds.enumerated() {
            var seen: Set<Int32> = [kind.new.name]
            var rest = [(kind.new.name, kind.old.node, kind.new.node)]
            while let (name, old, new) = rest.popLast() {
                steps += 1
                guard steps < Self.stepLimit else { return (order, found, false) }
                if old != new {
                    let pair = Pair(name: name, old: old, new: new)
                    if found[pair] == nil { order.append(pair) }
                    found[pair, default: []].append(index)
                }
                for next in names.names(in: old, edges) + (old == new ? [] : names.names(in: new, edges))
                where seen.insert(next).inserted {
                    guard let before = oldSide.definition(of: next, in: kind.old.document),
                        let after = newSide.definition(of: next, in: kind.new.document)
                    else { continue }
                    rest.append((next, before.node, after.node))
                }
            }
        }
        return (order, found, true)
    }

    // MARK: - Names

    private func name(ofLabel label: Int32) throws -> String {
        try new.database.cachedValue(
            "SELECT name FROM schema_label JOIN schema_name ON schema_name.id = name_id WHERE schema_label.id = ?",
            [Int64(label)]) ?? ""
    }

    private func text(ofName name: Int32) throws -> String {
        try new.database.cachedValue("SELECT name FROM schema_name WHERE id = ?", [Int64(name)]) ?? ""
    }
}

/// The definitions to which schemas refer, without those behind them; found out once for each.
private struct ReferredNames {
    private var known: [Int32: [Int32]] = [:]

    mutating func names(in node: Int32, _ edges: StoredSchemaEdges) -> [Int32] {
        if let names = known[node] { return names }
        var seen: Set<Int32> = [node]
        var rest = [node]
        var names: Set<Int32> = []
        while let node = rest.popLast() {
            let name = edges.references[Int(node)]
            if name != 0 { names.insert(name) }
            for edge in edges.edges(of: node) where seen.insert(edges.children[edge]).inserted {
                rest.append(edges.children[edge])
            }
        }
        let sorted = names.sorted()
        known[node] = sorted
        return sorted
    }
}
