import Yams

/// What the nodes of one YAML document have in common: the lines that they stand in, and how much may be looked at.
final class YAMLDocument {
    private let chunk: YAMLChunk
    private let lines: YAMLLines
    /// How many nodes may still be looked at; `nil` where nothing is repeated.
    private var visitsLeft: Int?
    /// Whether anything may be there more than once.
    let hasAliases: Bool
    /// Whether anything may have a tag.
    let hasTags: Bool
    /// The keys that were put out of the way to parse it.
    var renamed = RenamedKeys(in: [])
    /// Whether there was more than may be looked at.
    private(set) var isExhausted = false

    init(chunk: YAMLChunk, lines: YAMLLines, visits: Int?) {
        self.chunk = chunk
        self.lines = lines
        visitsLeft = visits
        hasAliases = visits != nil
        hasTags = chunk.bytes.contains(UInt8(ascii: "!"))
    }

    func line(of mark: Mark?) -> Int { chunk.firstLine + lines.line(mark?.line ?? 1) - 1 }

    /// Takes nodes off what may be looked at; false when there is no more.
    func spend(_ count: Int) -> Bool {
        guard let left = visitsLeft else { return true }
        visitsLeft = max(0, left - count)
        if left < count { isExhausted = true }
        return left >= count
    }

    /// A member of a mapping: its own, else one that a merge key brings, of the first mapping that has it.
    func member(_ key: String, of node: Node, depth: Int) -> Node? {
        guard let mapping = node.mapping, spend(mapping.count) else { return nil }
        guard depth < 100 else {
            isExhausted = true
            return nil
        }
        var merged: Node?
        for index in mapping.indices.reversed() {
            let (name, value) = mapping[index]
            guard let scalar = name.scalar else { continue }
            if scalar.string == key { return value }
            if scalar.style == .plain && scalar.string == "<<" { merged = value }
        }
        guard let merged else { return nil }
        guard let sequence = merged.sequence else { return member(key, of: merged, depth: depth + 1) }
        for item in sequence {
            if let found = member(key, of: item, depth: depth + 1) { return found }
        }
        return nil
    }
}
