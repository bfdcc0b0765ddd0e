import DiscoveryModel
import DiscoveryStore

extension SurfaceResolver {
    /// Gives the schemas of one reference to `body`.
    ///
    /// - Throws: What the store throws, a hinted failure where such a reference has none, and what `body` throws.
    func withSchemas<Value>(of reference: String, _ body: (SchemaReader) throws -> Value) throws -> Value {
        let parsed = SurfaceReference(reference, now: context.now())
        return try database().withSchemas(of: [parsed]) { readers in
            guard let reader = readers[0] else {
                throw CommandFailure(
                    "there are no schemas of \(reference)",
                    hint: "schemas are kept for crawled clusters: crawlctl crawl --schemas")
            }
            return try body(reader)
        }
    }
}
