import Yams

extension ManifestNode {
    /// The value with all that is in it; `nil` where it nests deeper than ``ManifestLimits/depth``, and where its aliases
    /// repeat too much, which its reader tells.
    ///
    /// The cost is that of a copy, in which what aliases stand for is there as often as it is named.
    public func contents() -> ManifestValue? {
        let value = contents(levels: ManifestLimits().depth)
        if case .yaml(_, let document) = self.value, document.isExhausted { return nil }
        return value
    }

    private func contents(levels: Int) -> ManifestValue? {
        guard levels > 0 else { return nil }
        let content: ManifestValue.Content?
        switch value {
        case .json(let node): content = Self.content(of: node, levels: levels)
        case .yaml(.scalar(let scalar), _): content = PlainScalar.content(of: scalar)
        case .yaml(.sequence(let sequence), let document):
            guard document.spend(sequence.count) else { return nil }
            content = Self.list(sequence.lazy.map { ManifestNode(value: .yaml($0, document)) }, levels: levels)
        case .yaml(.mapping(let mapping), let document):
            content = Self.object(mapping, document, levels: levels).map(ManifestValue.Content.object)
        case .yaml: content = .null
        }
        return content.map { ManifestValue(line: line, content: $0) }
    }

    private static func list(_ items: some Sequence<ManifestNode>, levels: Int) -> ManifestValue.Content? {
        var values: [ManifestValue] = []
        for item in items {
            guard let value = item.contents(levels: levels - 1) else { return nil }
            values.append(value)
        }
        return .list(values)
    }

    private static func content(of node: JSONNode, levels: Int) -> ManifestValue.Content? {
        switch node.content {
        case .null: return .null
        case .bool(let truth): return .bool(truth)
        case .number(let text): return ManifestNumber(json: text).map(ManifestValue.Content.number) ?? .string(text)
        case .string(let text): return .string(text)
        case .array(let items):
            return list(items.lazy.map { ManifestNode(value: .json($0)) }, levels: levels)
        case .object(let members):
            var object = Members()
            for member in members {
                guard let value = ManifestNode(value: .json(member.value)).contents(levels: levels - 1)
                else { return nil }
                object.add(.init(key: member.key, line: member.line, value: value))
            }
            return .object(object.members)
        }
    }

    private static func object(
        _ mapping: Node.Mapping, _ document: YAMLDocument, levels: Int
    ) -> ManifestMembers? {
        guard document.spend(mapping.count) else { return nil }
        var object = Members()
        var merged: [Node] = []
        for (name, value) in mapping {
            // No other key comes this far.
            guard var scalar = name.scalar else { continue }
            if let renamed = document.renamed.parts(of: scalar.string) { scalar.string = renamed.original }
            if scalar.style == .plain && scalar.string == "<<" {
                merged.append(value)
                continue
            }
            guard let value = ManifestNode(value: .yaml(value, document)).contents(levels: levels - 1)
            else { return nil }
            object.add(
                .init(
                    key: PlainScalar.key(scalar, hasTags: document.hasTags), line: document.line(of: name.mark),
                    value: value))
        }
        // The last merge key counts; of the mappings that it names the first that has a member.
        let sources = merged.last.map { $0.sequence.map(Array.init) ?? [$0] } ?? []
        for source in sources {
            guard let mapping = source.mapping else { continue }
            guard levels > 1, let members = Self.object(mapping, document, levels: levels - 1) else { return nil }
            for member in members.members { object.addMissing(member) }
        }
        return object.members
    }

    /// Gathers members, of several of one key the last.
    private struct Members {
        private(set) var members = ManifestMembers([])
        private var positions: [String: Int] = [:]

        mutating func add(_ member: ManifestMembers.Member) {
            guard let earlier = positions[member.key] else { return append(member) }
            members.repeated.append(.init(key: member.key, line: member.line))
            members.members[earlier] = member
        }

        mutating func addMissing(_ member: ManifestMembers.Member) {
            if positions[member.key] == nil { append(member) }
        }

        private mutating func append(_ member: ManifestMembers.Member) {
            positions[member.key] = members.members.count
            members.members.append(member)
        }
    }
}
