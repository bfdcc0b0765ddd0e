/// A surface, and what custom resource definitions would add to it, laid out for questions about single kinds and
/// resources.
///
/// Building it costs a pass over the resources; a question costs a few look-ups. It needs the details of a surface, and
/// its subresources where questions are about rules.
public struct SurfaceIndex: Sendable {
    /// A resource or subresource, and where it is served.
    struct Entry: Sendable {
        var groupVersion: GroupVersion
        var resource: APIResource
        /// Whether a definition adds it, not the surface.
        var isDefined: Bool
    }

    /// The surface.
    public let resolved: ResolvedSurface
    /// What the surface serves, in discovery order, then what the definitions add.
    let entries: [Entry]
    /// Resources by kind, in that order.
    private let byKind: [String: [Int]]
    /// Resources and subresources by name, `pods/log`, in that order.
    private let byName: [String: [Int]]
    /// Subresources by their own names, `scale`, in that order.
    private let bySubresource: [String: [Int]]
    /// The groups of the surface.
    let groups: [String: APIGroup]
    /// The group versions that definitions add to, or make.
    let defined: Set<GroupVersion>
    /// Kinds in small letters, for guessing.
    private let kindWords: [(kind: String, word: [UInt8])]

    /// Lays out a surface.
    ///
    /// - Parameter definitions: What else counts as served.
    public init(_ resolved: ResolvedSurface, adding definitions: [CustomResourceDefinition] = []) {
        self.resolved = resolved
        var entries: [Entry] = []
        for group in resolved.surface.groups {
            for version in group.versions {
                let groupVersion = GroupVersion(group: group.name, version: version.version)
                for resource in version.resources?.resources ?? [] {
                    entries.append(Entry(groupVersion: groupVersion, resource: resource, isDefined: false))
                }
            }
        }
        for (groupVersion, resource) in definitions.flatMap(\.resources) {
            entries.append(Entry(groupVersion: groupVersion, resource: resource, isDefined: true))
        }
        var (byKind, byName, bySubresource): ([String: [Int]], [String: [Int]], [String: [Int]]) = ([:], [:], [:])
        for (index, entry) in entries.enumerated() {
            if let subresource = entry.resource.subresource {
                bySubresource[subresource, default: []].append(index)
            } else {
                byKind[entry.resource.kind, default: []].append(index)
            }
            byName[entry.resource.name, default: []].append(index)
        }
        self.entries = entries
        self.byKind = byKind
        self.byName = byName
        self.bySubresource = bySubresource
        defined = Set(entries.lazy.filter(\.isDefined).map(\.groupVersion))
        groups = Dictionary(resolved.surface.groups.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        kindWords = byKind.keys.sorted { $0.precedes($1) }.map { ($0, Array($0.lowercased().utf8)) }
    }

    /// Whether the status of a kind is a subresource; `nil` where the kind is not served.
    public func hasStatus(_ type: GroupVersionKind) -> Bool? {
        let version = GroupVersion(group: type.group, version: type.version)
        guard let entry = resources(ofKind: type.kind).first(where: { $0.groupVersion == version }) else { return nil }
        return resources(named: "\(entry.resource.name)/status").contains { $0.groupVersion == version }
    }

    /// The resources of a kind.
    func resources(ofKind kind: String) -> [Entry] { (byKind[kind] ?? []).map { entries[$0] } }

    /// The resources or subresources of a name.
    func resources(named name: String) -> [Entry] { (byName[name] ?? []).map { entries[$0] } }

    /// The subresources of a name, of whatever resource.
    func resources(withSubresource name: String) -> [Entry] { (bySubresource[name] ?? []).map { entries[$0] } }

    /// The versions of a group whose resources were never known.
    func unknownVersions(of group: APIGroup) -> [GroupVersion] {
        group.versions.filter { $0.resources == nil }.map { GroupVersion(group: group.name, version: $0.version) }
    }

    /// Of several entries of one group the one that stands for them: in the version that the group prefers, else in the
    /// first that has it.
    func preferred(among found: [Entry]) -> Entry? {
        let version = found.first.flatMap { groups[$0.groupVersion.group]?.preferredVersion }
        return found.first { !$0.isDefined && $0.groupVersion.version == version } ?? found.first
    }

    /// For each group among some entries, in order, the one that stands for it.
    func preferredByGroup(_ found: [Entry]) -> [Entry] {
        let byGroup = Dictionary(grouping: found, by: \.groupVersion.group)
        var seen: Set<String> = []
        return found.map(\.groupVersion.group).filter { seen.insert($0).inserted }.compactMap { group in
            preferred(among: byGroup[group] ?? [])
        }
    }

    /// The kinds within two slips of the keyboard that are nearest, at most three.
    func kinds(near kind: String) -> [String] {
        let wanted = Array(kind.lowercased().utf8)
        let limit = NearWords.slips(in: wanted.count)
        let near = kindWords.filter { $0.kind != kind }.map { ($0.kind, NearWords.distance(wanted, $0.word)) }
            .filter { $0.1 <= limit }
        let nearest = near.map(\.1).min()
        return near.filter { $0.1 == nearest }.prefix(3).map(\.0)
    }
}
