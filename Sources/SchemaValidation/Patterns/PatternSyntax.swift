/// The syntax of the patterns that API servers take: RE2's, as Go reads it.
public enum PatternSyntax {
    /// Whether a text is a pattern; one pass over it.
    public static func accepts(_ text: String) -> Bool { (try? PatternParser.parse(text)) != nil }
}
