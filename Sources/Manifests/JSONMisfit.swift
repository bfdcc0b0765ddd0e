import Yams

/// What YAML has and JSON has not, for which kubectl gives a document up: keys that are no texts, numbers or truths, tags
/// that do not fit their values, numbers without a value, merge keys of anything but mappings.
struct JSONMisfit {
    /// Where it stands.
    let mark: Mark?
    /// What it is, for a message.
    let message: String

    /// The first in the order of the text; `nil` where JSON can be made of all of it.
    ///
    /// - Parameters:
    ///   - hasAliases: Whether anything is there more than once; it is looked at once.
    ///   - hasTags: Whether any value may have a tag, which is asked for then.
    static func first(in roots: [Node], hasAliases: Bool, hasTags: Bool) -> JSONMisfit? {
        var open = Array(roots.reversed())
        var seen: Set<Int> = []
        while let node = open.popLast() {
            switch node {
            case .scalar(let scalar):
                if hasTags, let misfit = misfit(value: scalar) { return misfit }
                if PlainScalar.isNotFinite(scalar) {
                    let message = "no JSON can be made of it: \(scalar.string) is no number there"
                    return JSONMisfit(mark: scalar.mark, message: message)
                }
                continue
            case .sequence, .mapping, .alias: break
            }
            if hasAliases, let mark = node.mark, !seen.insert(mark.line << 32 | mark.column).inserted { continue }
            if let sequence = node.sequence { open += sequence.reversed() }
            guard let mapping = node.mapping else { continue }
            // All keys come before what is below the first of them, which is near enough.
            for (key, value) in mapping {
                if let misfit = misfit(key: key, hasTags: hasTags) ?? misfit(value, mergedBy: key) { return misfit }
            }
            open += mapping.reversed().map { $0.value }
        }
        return nil
    }

    private static func misfit(key: Node, hasTags: Bool) -> JSONMisfit? {
        func misfit(_ kind: String) -> JSONMisfit {
            JSONMisfit(mark: key.mark, message: "no JSON can be made of it: a key is \(kind)")
        }
        guard let scalar = key.scalar else { return misfit(key.mapping == nil ? "a list" : "a mapping") }
        guard hasTags || PlainScalar.mayConvert(scalar.string) else { return nil }
        if hasTags, let wrong = self.misfit(value: scalar) { return wrong }
        switch PlainScalar.keyContent(scalar, hasTags: hasTags) {
        case .null: return misfit("null")
        case .number where PlainScalar.needs64Bits(scalar.string): return misfit("a whole number of 64 bits")
        default: return nil
        }
    }

    private static func misfit(_ value: Node, mergedBy key: Node) -> JSONMisfit? {
        guard key.scalar?.style == .plain, key.scalar?.string == "<<" else { return nil }
        if value.mapping != nil || value.sequence?.allSatisfy({ $0.mapping != nil }) ?? false { return nil }
        return JSONMisfit(mark: value.mark, message: "no JSON can be made of it: only mappings can be merged")
    }

    private static func misfit(value scalar: Node.Scalar) -> JSONMisfit? {
        guard let tag = PlainScalar.unfitTag(of: scalar) else { return nil }
        return JSONMisfit(mark: scalar.mark, message: "no JSON can be made of it: a value is not of its tag, !!\(tag)")
    }
}
