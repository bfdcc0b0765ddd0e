/// A piece of a page. Literals are markup as they stand; what is put into them is text and is escaped, in an element or
/// in double quotes, unless it is a piece of a page itself.
///
/// Markup is such that XML readers accept it too: every element is closed, every attribute has a value in quotes.
struct HTMLText: ExpressibleByStringInterpolation {
    private(set) var markup: String

    /// Takes a literal as markup.
    init(stringLiteral markup: String) {
        self.markup = markup
    }

    /// Takes markup of this program that is no literal.
    init(markup: String) {
        self.markup = markup
    }

    init(stringInterpolation: StringInterpolation) {
        markup = stringInterpolation.markup
    }

    static func += (piece: inout HTMLText, other: HTMLText) { piece.markup += other.markup }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var markup = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            markup.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        mutating func appendLiteral(_ literal: String) { markup += literal }

        mutating func appendInterpolation(_ text: some StringProtocol) { markup += XMLText.escaping(String(text)) }

        mutating func appendInterpolation(_ number: Int) { markup += String(number) }

        mutating func appendInterpolation(_ piece: HTMLText) { markup += piece.markup }

        mutating func appendInterpolation(_ pieces: [HTMLText]) { for piece in pieces { markup += piece.markup } }
    }
}

extension Sequence<HTMLText> {
    /// One piece of many, with another between them.
    func joined(separator: HTMLText) -> HTMLText {
        HTMLText(markup: map(\.markup).joined(separator: separator.markup))
    }
}
