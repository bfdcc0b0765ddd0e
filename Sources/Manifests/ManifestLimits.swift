/// How much of somebody else's files is read before a problem is reported instead.
public struct ManifestLimits: Sendable {
    /// The bytes of a file, or of standard input.
    public var fileBytes = 64 << 20
    /// The bytes of one YAML document, which needs some twenty times as many in memory.
    public var yamlDocumentBytes = 16 << 20
    /// The objects of one document, those that aliases repeat included.
    public var objects = 100_000
    /// The nodes that are looked at in a document with aliases.
    public var visits = 1_000_000
    /// How deeply JSON may nest, and lists of lists; in YAML libyaml sets a limit of its own, 1000.
    public var depth = 500

    /// The usual limits.
    public init() {}
}
