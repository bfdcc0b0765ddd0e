import DiscoveryModel

/// Every place of a field, and whether these are all.
public struct SchemaFieldHits: Sendable {
    /// In the order of the kinds, and of the paths in each.
    public var hits: [SchemaHit] = []
    /// Whether there were more than the limit.
    public var isCut = false
    /// Whether schemas lead to one another in so many ways that not all were gone.
    public var isUnfinished = false
}

extension SchemaSearch {
    /// How many fields are looked at; some 10,000 lead to a field that nearly every kind of a large cluster has.
    private static let stepLimit = 300_000

    /// Every place of the fields of a name, or at a path.
    ///
    /// A definition within itself is not gone into a second time.
    ///
    /// - Parameters:
    ///   - path: A name, for fields in any place; or several, for what they lead to from a kind.
    ///   - terms: What the field must speak of besides; `nil` for anything.
    ///   - limit: At most so many are told.
    public func fields(_ path: [String], _ terms: SearchTerms? = nil, limit: Int) throws -> SchemaFieldHits {
        var steps: [Set<Int32>] = []
        for (index, name) in path.enumerated() {
            steps.append(try labels(named: name, index == path.count - 1 ? terms : nil))
        }
        var result = SchemaFieldHits()
        guard let wanted = steps.last, !wanted.isEmpty else { return result }
        var above: Set<Int32>?
        if path.count == 1 {
            let places = SchemaPlaces(kinds, definitions, edges)
            above = places.schemas(above: wanted.sorted().flatMap { edges.byLabel[$0] }[...])
        }
        var known: [Int32: (name: String, description: String)] = [:]
        func label(_ id: Int32) throws -> (name: String, description: String) {
            if let label = known[id] { return label }
            let label = try self.label(id)
            known[id] = label
            return label
        }
        var walk = SchemaFieldWalk(steps: steps, above: above, limit: limit + 1, stepsLeft: Self.stepLimit, self)
        for kind in kinds {
            guard result.hits.count <= limit, !walk.isOver else { break }
            guard above?.contains(kind.node) ?? true else { continue }
            var hits = try walk.found(in: kind).map { labels, edge -> SchemaHit in
                let own = try label(edges.labels[edge])
                return SchemaHit(
                    kind: kind.kind, path: try labels.map { try label($0).name }, description: own.description,
                    isRequired: edges.isRequired(edge), node: Int64(edges.children[edge]), kinds: 1, match: .field,
                    score: 0)
            }
            hits.sort { $0.path.lexicographicallyPrecedes($1.path) { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
            result.hits += hits
        }
        result.isUnfinished = walk.isOver
        result.isCut = result.hits.count > limit
        result.hits = Array(result.hits.prefix(limit))
        return result
    }
}

/// Goes through the fields of kinds, only to where wanted ones are.
private struct SchemaFieldWalk {
    /// The labels that fit, for each name of the path.
    let steps: [Set<Int32>]
    /// The schemas below which there is a wanted field; `nil` for a path, which leads there itself.
    let above: Set<Int32>?
    let limit: Int
    var stepsLeft: Int
    private let search: SchemaSearch

    /// A schema on the way.
    private struct Frame {
        var node: Int32
        var edges: Range<Int>
        /// Whether the name of a field leads here.
        var isNamed: Bool
        /// The definition that this is; 0 for none.
        var name: Int32 = 0
        var isReferenceDone = false
    }

    init(steps: [Set<Int32>], above: Set<Int32>?, limit: Int, stepsLeft: Int, _ search: SchemaSearch) {
        self.steps = steps
        self.above = above
        self.limit = limit
        self.stepsLeft = stepsLeft
        self.search = search
    }

    var isOver: Bool { stepsLeft <= 0 }

    mutating func found(in kind: SchemaSetDefinitions.Kind) -> [(labels: [Int32], edge: Int)] {
        let edges = search.edges
        var found: [(labels: [Int32], edge: Int)] = []
        var path: [Int32] = []
        var entered: Set<Int32> = [kind.name]
        var frames = [Frame(node: kind.node, edges: edges.edges(of: kind.node), isNamed: false)]
        while let frame = frames.last, !isOver, found.count < limit {
            let top = frames.count - 1
            if let edge = frame.edges.first {
                stepsLeft -= 1
                frames[top].edges.removeFirst()
                let (label, child, isNamed) = (edges.labels[edge], edges.children[edge], edges.isNamed(edge))
                let place = above == nil ? path.count : 0
                if isNamed {
                    guard above != nil || (place < steps.count && steps[place].contains(label)) else { continue }
                    if place == steps.count - 1, steps[place].contains(label) { found.append((path + [label], edge)) }
                }
                guard leads(child), above != nil || !isNamed || place + 1 < steps.count else { continue }
                if isNamed { path.append(label) }
                frames.append(Frame(node: child, edges: edges.edges(of: child), isNamed: isNamed))
            } else if !frame.isReferenceDone {
                frames[top].isReferenceDone = true
                let name = edges.references[Int(frame.node)]
                guard name != 0, let target = search.definitions.definition(of: name, in: kind.document),
                    leads(target.node), entered.insert(name).inserted
                else { continue }
                frames.append(
                    Frame(node: target.node, edges: edges.edges(of: target.node), isNamed: false, name: name))
            } else {
                frames.removeLast()
                if frame.isNamed { path.removeLast() }
                if frame.name != 0 { entered.remove(frame.name) }
            }
        }
        return found
    }

    private func leads(_ node: Int32) -> Bool { above?.contains(node) ?? true }
}
