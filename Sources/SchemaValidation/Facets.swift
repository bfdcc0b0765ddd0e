import OpenAPIModel

/// All schemas that a value has to fulfil at once: one, what it refers to, and the parts of its `allOf`.
struct Facets {
    var schemas: [CompiledSchema] = []
    /// Whether a reference leads out of the schema in which the way began.
    var followsReference = false
    /// Whether it is apimachinery's Quantity, of which the schema does not tell how it is written.
    var isQuantity = false
    /// Whether it is apimachinery's MicroTime, of which the format is all that the schema tells.
    var isMicroTime = false
    /// The fields that may be missing although a schema requires them.
    var undemanded: Set<String> = []

    /// Adds what is known of a definition by its name.
    mutating func add(_ definition: String) {
        if definition.hasSuffix(".pkg.api.resource.Quantity") { isQuantity = true }
        if definition.hasSuffix(".pkg.apis.meta.v1.MicroTime") { isMicroTime = true }
        undemanded.formUnion(UndemandedFields.names(in: definition))
    }

    mutating func formUnion(_ other: Facets) {
        schemas += other.schemas
        followsReference = followsReference || other.followsReference
        isQuantity = isQuantity || other.isQuantity
        isMicroTime = isMicroTime || other.isMicroTime
        undemanded.formUnion(other.undemanded)
    }
}

/// Who decodes a value, which decides what an unknown field and a null are.
enum Decoding {
    /// A custom resource, by its structural schema.
    case structural
    /// A type of Go, of which the schema tells only what it can.
    case goType

    func below(_ facets: Facets) -> Decoding { facets.followsReference ? .goType : self }
}
