/// A JSON value, and the line where it begins.
struct JSONNode {
    enum Content {
        case null
        case bool(Bool)
        /// As it is written.
        case number(String)
        case string(String)
        case array([JSONNode])
        /// Each with the line of its name.
        case object([(key: String, line: Int, value: JSONNode)])
    }

    var line: Int
    var content: Content

    /// A text, or a number or truth as it is written.
    var text: String? {
        switch content {
        case .string(let text), .number(let text): text
        case .bool(let truth): String(truth)
        case .null, .array, .object: nil
        }
    }
}
