import DiscoveryModel
import DiscoveryStore

/// The schemas of what manifests are checked against, as far as there are any.
struct SchemaReferences {
    /// A reader for each reference, in their order; `nil` where it has no schemas.
    var readers: [SchemaReader?]
    /// Why a reference has none.
    var lacking: [(reference: String, cause: String)]

    /// Gives the schemas of references to `body`, all of one moment of the database.
    ///
    /// - Throws: What the store throws, except that there are no schemas; and what `body` throws.
    static func with<Value>(
        _ references: [SurfaceReference], _ resolver: SurfaceResolver,
        _ body: (SchemaReferences) throws -> Value
    ) throws -> Value {
        var lacking: [(reference: String, cause: String)] = []
        var found: [(position: Int, reference: SurfaceReference)] = []
        for (position, reference) in references.enumerated() {
            if reference.isComputed {
                lacking.append((reference.text, "they are kept for crawled clusters"))
                continue
            }
            do {
                _ = try resolver.database().withSchemas(of: [reference]) { _ in }
                found.append((position, reference))
            } catch let error as DiscoveryStoreError where error.code == .noSchemas {
                lacking.append((reference.text, [error.cause, error.hint].compactMap(\.self).joined(separator: "; ")))
            }
        }
        var readers = [SchemaReader?](repeating: nil, count: references.count)
        guard !found.isEmpty else { return try body(SchemaReferences(readers: readers, lacking: lacking)) }
        return try resolver.database().withSchemas(of: found.map(\.reference)) { opened in
            for (reader, place) in zip(opened, found) { readers[place.position] = reader }
            return try body(SchemaReferences(readers: readers, lacking: lacking))
        }
    }
}
