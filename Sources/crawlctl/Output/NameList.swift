/// Names in a sentence.
enum NameList {
    /// At most twenty of them, and how many more there are.
    static func text(_ names: [String]) -> String {
        names.prefix(20).joined(separator: ", ") + (names.count > 20 ? ", and \(names.count - 20) more" : "")
    }
}
