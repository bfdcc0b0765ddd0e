import DiscoveryModel
import DiscoveryStore

extension SurfaceResolver {
    /// References as commands take them that use schemas: in the place of `previous` the moment before the last change of
    /// the surface or the schemas, for both.
    func schemaReferences(_ names: [String]) throws -> [SurfaceReference] {
        let now = context.now()
        return try names.map { name in
            let reference = SurfaceReference(name, now: now)
            guard reference.dated?.moment == .previous, !reference.isComputed,
                let moment = try database().momentBeforeLastChange(of: reference)
            else { return reference }
            return reference.meaning(moment)
        }
    }

    /// Gives the schemas of one reference to `body`.
    ///
    /// - Throws: What the store throws, a hinted failure where such a reference has none, and what `body` throws.
    func withSchemas<Value>(of reference: SurfaceReference, _ body: (SchemaReader) throws -> Value) throws -> Value {
        try database().withSchemas(of: [reference]) { readers in
            guard let reader = readers[0] else {
                throw CommandFailure(
                    "there are no schemas of \(reference)",
                    hint: "schemas are kept for crawled clusters: crawlctl crawl --schemas")
            }
            return try body(reader)
        }
    }
}
