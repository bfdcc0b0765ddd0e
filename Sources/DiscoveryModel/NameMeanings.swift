/// What kubectl takes the bare names of one surface for, for very many names: the answers of ``NameResolution``, without
/// the losers and the reasons.
struct NameMeanings {
    private let mappings: [ResourceMapper.Mapping]
    /// By mapping, the place of its group version among those that win.
    private let priorities: [Int]
    /// By mapping, the end of its group version's mappings.
    private let ends: [Int]
    /// By plural name and by singular name, the mappings.
    private var byName: [String: [Int]] = [:]
    /// By short name, the first mapping that has it.
    private var byShortName: [String: Int] = [:]
    private var categories: Set<String> = []
    /// By kind, as it is and in small letters, the mappings in the core group.
    private var coreKinds: [String: [Int]] = [:]

    init(_ surface: APISurface) {
        let mapper = ResourceMapper(surface)
        mappings = mapper.mappings
        var priorities: [Int] = []
        var ends = Array(repeating: mappings.count, count: mappings.count)
        var start = 0
        byName.reserveCapacity(2 * mappings.count)
        for (index, mapping) in mappings.enumerated() {
            if index > 0, mapping.groupVersion == mappings[index - 1].groupVersion {
                priorities.append(priorities[index - 1])
            } else {
                for earlier in start..<index { ends[earlier] = index }
                start = index
                priorities.append(mapper.priority[mapping.groupVersion, default: .max])
            }
            let resource = mapping.resource
            byName[resource.resource, default: []].append(index)
            if mapping.singular != resource.resource { byName[mapping.singular, default: []].append(index) }
            for name in resource.shortNames where byShortName[name] == nil { byShortName[name] = index }
            categories.formUnion(resource.categories)
            if mapping.groupVersion.group.isEmpty {
                coreKinds[resource.kind, default: []].append(index)
                let small = resource.kind.lowercased()
                if small != resource.kind { coreKinds[small, default: []].append(index) }
            }
        }
        self.priorities = priorities
        self.ends = ends
    }

    /// The resource that a name without a group means; `nil` when it means none, or a category.
    func meaning(of name: String) -> GroupResource? {
        // Foundation takes a hundred times as long to look for a character.
        guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: ".")), !categories.contains(name) else { return nil }
        let winner = first(of: candidates(for: name)) ?? first(of: coreKinds[name] ?? [])
        return winner.map { GroupResource(group: $0.groupVersion.group, resource: $0.resource.resource) }
    }

    private func candidates(for name: String) -> [Int] {
        let isName = (byName[name] ?? []).contains { index in
            mappings[index].resource.resource == name || mappings[index].resource.singularName == name
        }
        guard !isName, let short = byShortName[name] else { return byName[name.lowercased()] ?? [] }
        let (long, group) = (mappings[short].resource.resource, mappings[short].groupVersion.group)
        let named = byName[long.lowercased()] ?? []
        return group.isEmpty ? named : named.filter { mappings[$0].groupVersion.group.hasPrefix(group) }
    }

    /// As ``ResourceMapper/first(of:)``.
    private func first(of found: [Int]) -> ResourceMapper.Mapping? {
        guard let first = found.min(by: { priorities[$0] < priorities[$1] }) else { return nil }
        let kind = mappings[first].resource.kind
        return mappings[first..<ends[first]].last { $0.resource.kind == kind } ?? mappings[first]
    }
}
