import DiscoveryModel
import Foundation
import GRDB

/// A search of the kinds of one cluster at one moment; good as long as its reader is.
public struct SchemaSearch {
    private let database: Database
    let edges: StoredSchemaEdges
    let definitions: SchemaSetDefinitions
    /// The kinds that are searched and have a schema.
    let kinds: [SchemaSetDefinitions.Kind]

    /// How many of what the index finds are weighed; those behind fit worse by their names and places already.
    private static let weighed = 300

    /// Reads which schema leads to which, once for all readers that were given together: about 1 ms for 40,000 fields.
    ///
    /// - Parameter kinds: What to search, most important first: a field that several kinds have is told as that of the
    ///   first. Those without a schema are left out.
    public init(of kinds: [GroupVersionKind], _ reader: SchemaReader) throws {
        database = reader.database
        edges = try reader.nodes.edges()
        definitions = try SchemaSetDefinitions(set: reader.set, edges: edges, database)
        var known = try definitions.kinds(kinds, database)
        self.kinds = kinds.compactMap { known.removeValue(forKey: $0) }
    }

    // MARK: - Text

    /// What is to be weighed: a label, and the best place that it stands at.
    private struct Candidate {
        var label: Int32
        var match: SearchMatch
        var place: SchemaPlaces.Place
        var isKind = false
        var score = 0.0
    }

    /// The kinds and fields that speak of something, best first.
    ///
    /// A kind is told for its description here; names of resources are for the surface to say.
    ///
    /// - Parameter countsKinds: Whether to find out how many kinds have each field.
    public func hits(_ terms: SearchTerms, limit: Int, countsKinds: Bool = true) throws -> [SchemaHit] {
        let places = SchemaPlaces(kinds, definitions, edges)
        var candidates = try self.candidates(terms, places)
        candidates.sort { one, other in
            one.match != other.match ? one.match < other.match : Self.isNearer(one, other)
        }
        candidates = Array(candidates.prefix(max(Self.weighed, limit)))
        if candidates.count(where: { $0.match == .field }) < limit { try weigh(&candidates, terms) }
        candidates.sort { one, other in
            if one.match != other.match { return one.match < other.match }
            return one.score != other.score && one.match != .field ? one.score < other.score : Self.isNearer(one, other)
        }
        var told: Set<[Int32]> = []
        var hits: [SchemaHit] = []
        for candidate in candidates where hits.count < limit {
            let labels = candidate.isKind ? [] : places.labels(to: candidate.place)
            guard told.insert([Int32(candidate.place.kind)] + labels).inserted else { continue }
            hits.append(try hit(candidate, labels, places, countsKinds: countsKinds))
        }
        return hits
    }

    private static func isNearer(_ one: Candidate, _ other: Candidate) -> Bool {
        (one.place.depth, one.place.kind, one.label) < (other.place.depth, other.place.kind, other.label)
    }

    private func candidates(_ terms: SearchTerms, _ places: SchemaPlaces) throws -> [Candidate] {
        let query = try RepeatedQuery(
            database,
            """
            SELECT schema_label.id, name_id, name FROM schema_label JOIN schema_name ON schema_name.id = name_id
            WHERE schema_label.id IN (SELECT rowid FROM schema_search WHERE schema_search MATCH ?)
            """)
        query.ask { $0.bind(terms.query, at: 1) }
        defer { query.end() }
        let kindsByLabel = Dictionary(kinds.indices.map { (kinds[$0].label, $0) }) { first, _ in first }
        var matches: [Int64: SearchMatch] = [:]
        var candidates: [Candidate] = []
        while try query.rows.next() {
            let label = Int32(clamping: query.rows.integer(0))
            if let kind = kindsByLabel[label] {
                candidates.append(
                    Candidate(label: label, match: .description, place: places.root(kind), isKind: true))
            }
            if let place = places.nearest(of: edges.byLabel[label]) {
                let name = query.rows.integer(1)
                let match =
                    matches[name]
                    ?? (terms.mayBe(in: query.rows.bytes(2)) ? Self.match(query.rows.text(2), terms) : .description)
                matches[name] = match
                candidates.append(Candidate(label: label, match: match, place: place))
            } else if kindsByLabel[label] == nil, let place = places.nearest(of: edgesReferring(to: label)) {
                candidates.append(Candidate(label: label, match: .description, place: place))
            }
        }
        return candidates
    }

    private static func match(_ name: String, _ terms: SearchTerms) -> SearchMatch {
        if terms.isName(name) { return .field }
        return terms.count(in: name) == nil ? .description : .fieldWords
    }

    /// The fields whose schema is the definition that a label stands at.
    private func edgesReferring(to label: Int32) -> ArraySlice<Int32> {
        guard let name = definitions.name(atLabel: label), let nodes = edges.referring[name] else { return [] }
        return nodes.flatMap { edges.byChild[$0] }[...]
    }

    private func weigh(_ candidates: inout [Candidate], _ terms: SearchTerms) throws {
        let ids =
            "["
            + Set(candidates.lazy.filter { $0.match != .field }.map(\.label)).map(String.init).joined(separator: ",")
            + "]"
        // The + keeps the index from being asked once for each of them.
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT rowid, bm25(schema_search, 10, 10, 1) FROM schema_search
                    WHERE schema_search MATCH ? AND +rowid IN (SELECT value FROM json_each(?))
                    """), arguments: [terms.query, ids])
        var scores: [Int32: Double] = [:]
        while let row = try rows.next() { scores[Int32(clamping: row[0] as Int64)] = row[1] }
        for index in candidates.indices { candidates[index].score = scores[candidates[index].label] ?? 0 }
    }

    private func hit(
        _ candidate: Candidate, _ labels: [Int32], _ places: SchemaPlaces, countsKinds: Bool
    ) throws -> SchemaHit {
        let kind = kinds[candidate.place.kind]
        let text = try label(candidate.label)
        // What is said of a list's elements is said of the list.
        let edge = candidate.isKind ? nil : places.field(at: candidate.place)
        return SchemaHit(
            kind: kind.kind, path: try labels.map { try label($0).name }, description: text.description,
            isRequired: edge.map { edges.isRequired($0) } ?? false,
            node: Int64(edge.map { edges.children[$0] } ?? kind.node),
            kinds: countsKinds ? kindCount(of: candidate, places) : nil,
            match: candidate.match, score: candidate.score)
    }

    private func kindCount(of candidate: Candidate, _ places: SchemaPlaces) -> Int {
        if candidate.isKind { return 1 }
        let same = edges.byLabel[candidate.label]
        return places.kindCount(having: same.isEmpty ? edgesReferring(to: candidate.label) : same)
    }

    /// The name and the description of a label.
    func label(_ id: Int32) throws -> (name: String, description: String) {
        let row = try database.cachedRow(
            """
            SELECT name, description FROM schema_label JOIN schema_name ON schema_name.id = name_id
            WHERE schema_label.id = ?
            """, [Int64(id)])
        guard let row else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a field's name is missing") }
        return (row[0], row[1])
    }

    /// The labels of a name, in this spelling or else in any case; only those that speak of something, where that is
    /// asked for.
    func labels(named name: String, _ terms: SearchTerms?) throws -> Set<Int32> {
        var found: [Int64] = []
        for comparison in ["name = ?", "name = ? COLLATE NOCASE"] where found.isEmpty {
            found = try Int64.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT schema_label.id FROM schema_name JOIN schema_label ON name_id = schema_name.id
                        WHERE \(comparison)
                        """), arguments: [name])
        }
        var labels = Set(found.map { Int32(clamping: $0) })
        guard let terms else { return labels }
        let fitting = try Int64.fetchAll(
            database.cachedStatement(sql: "SELECT rowid FROM schema_search WHERE schema_search MATCH ?"),
            arguments: [terms.query])
        labels.formIntersection(fitting.lazy.map { Int32(clamping: $0) })
        return labels
    }
}
