import DiscoveryModel

/// Where schemas stand within kinds: the shortest way to each of them, from the first kind that has it.
///
/// One pass over the schemas of all kinds, and one more over those of each document in which a name means a schema that
/// was not found, because it means another one elsewhere.
struct SchemaPlaces {
    /// How a schema is reached.
    private enum Way {
        static let none: Int32 = -1
        static let root: Int32 = -2
        /// From a schema that refers to it, whose number is the distance from here.
        static let reference: Int32 = -3
    }

    private let edges: StoredSchemaEdges
    private let definitions: SchemaSetDefinitions
    /// The kinds, those that stand for others first.
    let kinds: [SchemaSetDefinitions.Kind]
    /// For each schema the names on the way to it; `unreached` where there is none.
    private var depths: [Int32]
    /// For each schema the edge that leads to it, or a ``Way``.
    private var ways: [Int32]
    /// For each schema its kind.
    private var roots: [Int32]
    /// The same of single documents.
    private var others: [SchemaPlaces] = []

    private static let unreached = Int32.max

    init(_ kinds: [SchemaSetDefinitions.Kind], _ definitions: SchemaSetDefinitions, _ edges: StoredSchemaEdges) {
        self.init(kinds, from: Array(kinds.indices), definitions, edges)
        others = ambiguous().map { document in
            SchemaPlaces(kinds, from: kinds.indices.filter { kinds[$0].document == document }, definitions, edges)
        }
    }

    /// The places within one kind.
    init(of kind: SchemaSetDefinitions.Kind, _ definitions: SchemaSetDefinitions, _ edges: StoredSchemaEdges) {
        self.init([kind], from: [0], definitions, edges)
    }

    private init(
        _ kinds: [SchemaSetDefinitions.Kind], from indices: [Int], _ definitions: SchemaSetDefinitions,
        _ edges: StoredSchemaEdges
    ) {
        self.edges = edges
        self.definitions = definitions
        self.kinds = kinds
        depths = Array(repeating: Self.unreached, count: edges.nodeCount)
        ways = Array(repeating: Way.none, count: edges.nodeCount)
        roots = Array(repeating: 0, count: edges.nodeCount)
        walk(from: indices)
    }

    /// The documents in which a name is a schema that was not reached, and elsewhere is another.
    private func ambiguous() -> [Int64] {
        let served = Set(kinds.map(\.document))
        // Only what a schema that was reached refers to is part of a kind: not what requests and answers are made of.
        var referred: Set<Int32> = []
        for node in depths.indices where depths[node] != Self.unreached { referred.insert(edges.references[node]) }
        var documents: Set<Int64> = []
        for name in referred {
            let all = definitions.definitions(of: name)
            guard all.contains(where: { $0.node != all[0].node }) else { continue }
            documents.formUnion(all.filter { depths[Int($0.node)] == Self.unreached }.map(\.document))
        }
        return documents.intersection(served).sorted()
    }

    /// Goes level by level; a level is a name on the way.
    private mutating func walk(from indices: [Int]) {
        var level: [Int32] = []
        var next: [Int32] = []
        var depth: Int32 = 0
        for index in indices {
            reach(kinds[index].node, by: Way.root, root: Int32(index), depth: 0, &level)
        }
        while !level.isEmpty {
            var place = 0
            while place < level.count {
                let node = level[place]
                place += 1
                let root = roots[Int(node)]
                // What must be there is looked at first: it is what others are kinds of, as containers are.
                let below = edges.edges(of: node)
                for isRequired in [true, false] {
                    for edge in below where edges.isRequired(edge) == isRequired {
                        if edges.isNamed(edge) {
                            reach(edges.children[edge], by: Int32(edge), root: root, depth: depth + 1, &next)
                        } else {
                            reach(edges.children[edge], by: Int32(edge), root: root, depth: depth, &level)
                        }
                    }
                }
                let name = edges.references[Int(node)]
                if name != 0, let target = definitions.definition(of: name, in: kinds[Int(root)].document) {
                    reach(target.node, by: Way.reference - node, root: root, depth: depth, &level)
                }
            }
            (level, next) = (next, [])
            depth += 1
        }
    }

    private mutating func reach(_ node: Int32, by way: Int32, root: Int32, depth: Int32, _ queue: inout [Int32]) {
        // The next level may have been reached at its own depth only.
        guard depths[Int(node)] > depth else { return }
        depths[Int(node)] = depth
        ways[Int(node)] = way
        roots[Int(node)] = root
        queue.append(node)
    }

    private func hasReached(_ node: Int32) -> Bool {
        depths[Int(node)] != Self.unreached || others.contains { $0.depths[Int(node)] != Self.unreached }
    }

    // MARK: - Questions

    /// A place of a field.
    struct Place {
        /// The place's kind, as an index of ``SchemaPlaces/kinds``.
        var kind: Int
        /// How many names lead there.
        var depth: Int
        /// The edge that is the field.
        var edge: Int
        /// Which of the passes found it.
        fileprivate var pass: Int
    }

    /// The place of a kind itself, which no edge is.
    func root(_ kind: Int) -> Place { Place(kind: kind, depth: 0, edge: -1, pass: 0) }

    /// The nearest of some edges; `nil` where no kind has any.
    func nearest(of candidates: ArraySlice<Int32>) -> Place? {
        let found = candidates.lazy.filter { depths[Int(edges.parents[Int($0)])] != Self.unreached }
            .map { edge in (depth: depth(of: edge), root: roots[Int(edges.parents[Int(edge)])], edge: edge) }
            .min { ($0.depth, $0.root, $0.edge) < ($1.depth, $1.root, $1.edge) }
        guard let found else {
            for (index, other) in others.enumerated() {
                guard var place = other.nearest(of: candidates) else { continue }
                place.pass = index + 1
                return place
            }
            return nil
        }
        return Place(kind: Int(found.root), depth: Int(found.depth), edge: Int(found.edge), pass: 0)
    }

    private func depth(of edge: Int32) -> Int32 {
        depths[Int(edges.parents[Int(edge)])] + (edges.isNamed(Int(edge)) ? 1 : 0)
    }

    /// The labels of the names that lead to a place, its own last.
    func labels(to place: Place) -> [Int32] {
        place.pass == 0 ? labels(to: place.edge) : others[place.pass - 1].labels(to: place.edge)
    }

    private func labels(to edge: Int) -> [Int32] {
        sequence(first: edge) { way(before: $0) }.filter { edges.isNamed($0) }.map { edges.labels[$0] }.reversed()
    }

    /// The labels of the names that lead to a schema; `nil` where none do.
    func labels(toSchema node: Int32) -> [Int32]? {
        guard depths[Int(node)] != Self.unreached else { return nil }
        return way(to: node).map { labels(to: $0) } ?? []
    }

    /// The edge on the way to another.
    private func way(before edge: Int) -> Int? { way(to: edges.parents[edge]) }

    /// The edge on the way to a schema.
    private func way(to node: Int32) -> Int? {
        var node = node
        while ways[Int(node)] <= Way.reference { node = Way.reference - ways[Int(node)] }
        return ways[Int(node)] >= 0 ? Int(ways[Int(node)]) : nil
    }

    /// The edge with a name that leads to a place, which is its own where that has one; `nil` for a kind itself.
    func field(at place: Place) -> Int? {
        place.pass == 0 ? field(at: place.edge) : others[place.pass - 1].field(at: place.edge)
    }

    private func field(at edge: Int) -> Int? {
        sequence(first: edge) { way(before: $0) }.first { edges.isNamed($0) }
    }

    /// The schemas from which a way leads to one of some edges, those that have the edges with them.
    func schemas(above candidates: ArraySlice<Int32>) -> Set<Int32> {
        var found: Set<Int32> = []
        var rest: [Int32] = []
        func add(_ node: Int32) {
            guard hasReached(node), found.insert(node).inserted else { return }
            rest.append(node)
        }
        for edge in candidates { add(edges.parents[Int(edge)]) }
        while let node = rest.popLast() {
            for edge in edges.byChild[node] { add(edges.parents[Int(edge)]) }
            for name in definitions.names(ofNode: node) {
                for referring in edges.referring[name] ?? [] { add(referring) }
            }
        }
        return found
    }

    /// How many kinds have one of some edges.
    func kindCount(having candidates: ArraySlice<Int32>) -> Int {
        let above = schemas(above: candidates)
        return kinds.count { above.contains($0.node) }
    }
}
