import DiscoveryModel

/// A resource or a field of it, explained.
struct ExplainedResource: ClusterAnswer {
    /// On which clusters, with the moments where any were asked for.
    var labels: [String]
    /// The kind.
    let kind: GroupVersionKind
    /// The names that lead to the field; empty for the resource itself.
    let path: [String]
    /// What is there.
    let field: ExplainedField
    /// Whether its fields' fields were asked for.
    let isRecursive: Bool
    /// Whether fields were left out, since there are too many.
    let isCut: Bool

    /// Explains what was found; reads a few rows for each field that it tells.
    ///
    /// - Parameter depth: How many levels of fields to tell.
    init(_ place: FieldPlace, depth: Int, isRecursive: Bool, on label: String) throws {
        labels = [label]
        kind = place.kind
        path = place.path
        self.isRecursive = isRecursive
        let limit = ExplainLimit()
        field = try ExplainedField(
            place.schema, name: place.name, description: place.description, isRequired: place.isRequired, depth: depth,
            limit: limit)
        isCut = limit.isReached
    }

    /// Whether there is nothing to tell the two apart but their clusters.
    func saysTheSame(as other: ExplainedResource) -> Bool {
        kind == other.kind && path == other.path && field == other.field && isCut == other.isCut
    }
}
