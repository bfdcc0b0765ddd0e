import DiscoveryModel

/// Differences in words.
enum DifferenceText {
    /// What a field was and is: `verbs -delete +patch`, `scope: namespaced -> cluster`.
    static func field(_ record: DifferenceRecord) -> String {
        switch record.field {
        case .verbs: "verbs \(changes(record))"
        case .categories: "categories \(changes(record))"
        case .shortNames:
            Set(record.from.texts) == Set(record.to.texts)
                ? "order of short names: \(list(record.from)) -> \(list(record.to))" : "short names \(changes(record))"
        case .singularName: "singular name: \(name(record.from)) -> \(name(record.to))"
        case .kind: "kind: \(name(record.from)) -> \(name(record.to))"
        case .responseKind: "kind: \(kind(record.from)) -> \(kind(record.to))"
        case .namespaced: "scope: \(scope(record.from)) -> \(scope(record.to))"
        case .preferredVersion: "preferred version: \(name(record.from)) -> \(name(record.to))"
        case .versions: "order of versions: \(list(record.from)) -> \(list(record.to))"
        case .groups: "order of groups: \(moved(record))"
        case .meaning: "\(record.names.joined(separator: ", ")): \(name(record.from)) -> \(name(record.to))"
        case nil: ""
        }
    }

    /// What a whole group has, version by version; one text where there is one version.
    static func versions(_ record: DifferenceRecord) -> [String] {
        guard case .list(let versions) = (record.kind == .removed ? record.from : record.to)["versions"] else {
            return []
        }
        return versions.map { "\(name($0["version"])): \(resources($0["resources"]))" }
    }

    /// The names of resources, and how many subresources there are: `deployments, replicasets (+4 subresources)`.
    static func resources(_ value: DifferenceValue) -> String {
        if value == .none { return "unknown" }
        let names = value.texts.filter { !$0.utf8.contains(UInt8(ascii: "/")) }
        let subresources = value.texts.count - names.count
        if value.texts.isEmpty { return "no resources" }
        return (names.isEmpty ? "no resources" : names.joined(separator: ", "))
            + (subresources > 0 ? " (+\(Plural.text(subresources, "subresource")))" : "")
    }

    /// What a resource that came or went brings along: ` (+status, scale)`.
    static func subresources(_ record: DifferenceRecord) -> String {
        let names = (record.kind == .removed ? record.from : record.to)["subresources"].texts
        return names.isEmpty ? "" : " (+\(names.joined(separator: ", ")))"
    }

    // MARK: - Values

    private static func name(_ value: DifferenceValue) -> String {
        guard case .text(let text) = value, !text.isEmpty else { return "none" }
        return text
    }

    private static func kind(_ value: DifferenceValue) -> String {
        guard case .text(let group) = value["group"], case .text(let version) = value["version"] else { return "none" }
        return "\(GroupVersion(group: group, version: version)) \(name(value["kind"]))"
    }

    private static func scope(_ value: DifferenceValue) -> String { value == .flag(true) ? "namespaced" : "cluster" }

    private static func list(_ value: DifferenceValue) -> String { value.texts.joined(separator: ", ") }

    /// `-delete +patch`.
    private static func changes(_ record: DifferenceRecord) -> String {
        let (from, to) = (record.from.texts, record.to.texts)
        let removed = from.filter { !to.contains($0) }.map { "-\($0)" }
        let added = to.filter { !from.contains($0) }.map { "+\($0)" }
        return (removed + added).joined(separator: " ")
    }

    /// The fewest items that stand elsewhere: those that are not in the longest run that both orders share.
    private static func moved(_ record: DifferenceRecord) -> String {
        let kept = CommonOrder.longest(of: record.from.texts, and: record.to.texts)
        let moved = record.to.texts.filter { !kept.contains($0) }.map { $0.isEmpty ? "(core)" : $0 }
        let named = moved.prefix(5).joined(separator: ", ") + (moved.count > 5 ? " and \(moved.count - 5) more" : "")
        return "\(named) \(moved.count == 1 ? "stands" : "stand") elsewhere"
    }
}

/// What two orders of the same items have in common.
enum CommonOrder {
    /// The items of a longest subsequence of both.
    static func longest(of one: [String], and other: [String]) -> Set<String> {
        let positions = Dictionary(one.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        // The longest increasing run of positions: for each length the item that ends it lowest, and what came before.
        var ends: [Int] = []
        var previous: [Int?] = []
        let sequence = other.map { positions[$0, default: 0] }
        for (index, position) in sequence.enumerated() {
            var (low, high) = (0, ends.count)
            while low < high {
                let middle = (low + high) / 2
                if sequence[ends[middle]] < position { low = middle + 1 } else { high = middle }
            }
            previous.append(low > 0 ? ends[low - 1] : nil)
            if low == ends.count { ends.append(index) } else { ends[low] = index }
        }
        var items: Set<String> = []
        var next = ends.last
        while let index = next {
            items.insert(other[index])
            next = previous[index]
        }
        return items
    }
}
