/// Groups as people read them.
enum GroupText {
    static func name(_ group: String) -> String { group.isEmpty ? "the core group" : group }
}
