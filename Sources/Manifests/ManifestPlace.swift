/// Where something stands.
public struct ManifestPlace: Hashable, Sendable {
    /// The file as the user named it, or below the folder that the user named; `-` for standard input.
    public var file: String
    /// From 1; 0 where the file as a whole is meant.
    public var line: Int
    /// Which document of the file, empty ones not counted, from 1; 0 where the file as a whole is meant.
    public var document: Int
    /// The template that `helm template` says the document comes from, in a comment at its head.
    public var source: String?

    /// Makes a place from its parts.
    public init(file: String, line: Int = 0, document: Int = 0, source: String? = nil) {
        self.file = file
        self.line = line
        self.document = document
        self.source = source
    }

    /// Another line of the same document.
    public func at(line: Int) -> ManifestPlace {
        var place = self
        place.line = line
        return place
    }
}
