/// A text that no description, dump or reflection shows.
public struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    /// Wraps a text.
    public init(_ text: String) {
        self.text = text
    }

    /// The text itself.
    public func reveal() -> String { text }

    /// Nothing of the text.
    public var description: String { "<redacted>" }

    /// Nothing of the text.
    public var debugDescription: String { description }

    /// Nothing of the text.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
