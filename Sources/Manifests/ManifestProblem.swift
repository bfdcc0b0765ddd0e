/// A file, or a document of it, that cannot be read, or not without doubt.
public struct ManifestProblem: Error, Hashable, Sendable {
    /// What sort of problem.
    public enum Code: Hashable, Sendable {
        /// The file cannot be read.
        case unreadableFile
        /// It is no text in UTF-8.
        case invalidText
        /// It is not YAML.
        case invalidYAML
        /// It is not JSON.
        case invalidJSON
        /// It exceeds one of ``ManifestLimits``.
        case tooLarge
        /// A mapping has a key twice, of which the last one counts, as for kubectl; the only problem with which a
        /// document is read all the same.
        case duplicateKey
    }

    /// What sort of problem.
    public var code: Code
    /// Where.
    public var place: ManifestPlace
    /// One line; of the file's text it has no more than a key.
    public var message: String

    /// Makes a problem from its parts.
    public init(_ code: Code, at place: ManifestPlace, _ message: String) {
        self.code = code
        self.place = place
        self.message = message
    }
}
