import DiscoveryModel
import DiscoveryStore
import OpenAPIModel

/// What is searched for in one cluster.
struct SearchQuestion {
    /// The words; `nil` for any.
    let terms: SearchTerms?
    /// The field's name or path; `nil` for resources too.
    let path: [String]?
    /// How many hits are told at most.
    let limit: Int
    /// Whether to find out how many kinds have each field.
    let countsKinds: Bool

    /// Something that was found.
    struct Hit {
        let resource: ListedResource
        /// The names that lead to the field; empty for the resource itself.
        var path: [String] = []
        /// As `kubectl explain` writes it; `nil` for a resource, or where that is not known.
        var type: String?
        var isRequired = false
        /// What the schemas say of it; `nil` where they are not known.
        var description: String?
        /// Where in the description to begin reading.
        var snippet: String?
        /// How many kinds have the very same field.
        var kinds: Int? = 1
        let match: SearchMatch
    }

    struct Answer {
        var hits: [Hit] = []
        /// What is to be said of its limits.
        var notes: [String] = []
    }

    /// - Parameters:
    ///   - label: What the cluster is called in notes.
    ///   - reader: The schemas; `nil` where there are none.
    func answer(in resources: SearchedResources, label: String, _ reader: SchemaReader?) throws -> Answer {
        if let path { return try fields(path, in: resources, label: label, reader) }
        guard let terms else { return Answer() }
        var answer = Answer()
        let named = resources.named(terms)
        var told: Set<GroupVersionKind> = []
        for (resource, match) in named.prefix(limit) {
            let kind = SearchedResources.kind(of: resource)
            told.insert(kind)
            var hit = Hit(resource: resource, match: match)
            hit.description = try reader?.definition(of: kind)?.definition.description
            answer.hits.append(hit)
        }
        if let reader, answer.hits.count < limit {
            let search = try SchemaSearch(of: resources.kinds, reader)
            // As many may be told already.
            for hit in try search.hits(terms, limit: limit + named.count, countsKinds: countsKinds)
            where answer.hits.count < limit && !(hit.path.isEmpty && told.contains(hit.kind)) {
                try append(hit, to: &answer, in: resources, reader)
            }
        }
        for index in answer.hits.indices {
            answer.hits[index].snippet = answer.hits[index].description.map { Snippet.text($0, terms) }
        }
        return answer
    }

    private func fields(
        _ path: [String], in resources: SearchedResources, label: String, _ reader: SchemaReader?
    ) throws -> Answer {
        var answer = Answer()
        guard let reader else { return answer }
        let found = try SchemaSearch(of: resources.kinds, reader).fields(path, terms, limit: limit)
        for hit in found.hits { try append(hit, to: &answer, in: resources, reader) }
        for index in answer.hits.indices {
            answer.hits[index].snippet = answer.hits[index].description.map { Snippet.text($0, terms) }
        }
        if found.isCut { answer.notes.append("\(label) has more places than are told; --limit tells more") }
        if found.isUnfinished {
            answer.notes.append(
                "not every place on \(label) was looked at: definitions lead to one another in too many ways")
        }
        return answer
    }

    private func append(
        _ hit: SchemaHit, to answer: inout Answer, in resources: SearchedResources, _ reader: SchemaReader
    ) throws {
        guard let resource = resources.resource(of: hit.kind) else { return }
        var type: String?
        let version = GroupVersion(group: hit.kind.group, version: hit.kind.version)
        if !hit.path.isEmpty, let document = try reader.document(of: version) {
            type = try FieldSchema(hit.node, in: document, reader).typeName()
        }
        answer.hits.append(
            Hit(
                resource: resource, path: hit.path, type: type, isRequired: hit.isRequired,
                description: hit.description, kinds: hit.kinds, match: hit.match))
    }
}
