/// Text in lines of a width.
enum WrappedText {
    /// Puts items behind one another, as many to a line as there is room for; one that is longer than a line is broken at
    /// its spaces where it can be.
    ///
    /// - Parameters:
    ///   - separator: What stands directly behind each item but the last, before a space or the end of the line.
    ///   - width: `nil` for one line, however long.
    /// - Returns: At least one line.
    static func lines(_ items: [String], separator: String, width: Int?) -> [String] {
        let items = items.enumerated().map { $0 < items.count - 1 ? $1 + separator : $1 }
        guard let width else { return [items.joined(separator: " ")] }
        return packed(
            items.flatMap { item in
                item.unicodeScalars.count <= width
                    ? [item] : packed(item.split(separator: " ").map(String.init), width: width)
            }, width: width)
    }

    private static func packed(_ items: [String], width: Int) -> [String] {
        var lines = [""]
        var length = 0
        for item in items {
            let count = item.unicodeScalars.count
            if length > 0 && length + 1 + count > width {
                lines.append(item)
                length = count
            } else {
                lines[lines.count - 1] += length > 0 ? " " + item : item
                length += count + (length > 0 ? 1 : 0)
            }
        }
        return lines
    }
}
