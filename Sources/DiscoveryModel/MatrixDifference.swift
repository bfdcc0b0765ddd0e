/// How what some clusters have under a version differs from what most clusters have under the same version.
public struct MatrixDifference: Hashable, Sendable {
    /// The version.
    public let version: String
    /// Which content it is, as in ``MatrixCell/Version/variant``; from 2.
    public let variant: Int
    /// What is other than in the first content: `+verb patch`, `-subresource status`, `cluster-scoped`, `+widgets`.
    public let changes: [String]
}

extension SurfaceMatrix {
    /// Says for each cell of a row that has the version, but not the content, of most clusters how that differs.
    public func differences(in row: MatrixRow) -> [MatrixDifference] {
        var places: [String: [Int: Int]] = [:]
        for (set, cell) in row.cells.enumerated() {
            for version in cell.versions {
                guard let variant = version.variant, places[version.version]?[variant] == nil else { continue }
                places[version.version, default: [:]][variant] = set
            }
        }
        return places.sorted { VersionPriority.precedes($0.key, $1.key) }.flatMap { version, places in
            let base = places[1].flatMap { list(version, of: row, in: $0) } ?? []
            return places.keys.sorted().filter { $0 > 1 }.map { variant in
                let other = places[variant].flatMap { list(version, of: row, in: $0) } ?? []
                return MatrixDifference(
                    version: version, variant: variant,
                    changes: row.resource == nil
                        ? ResourceChanges.names(from: base, to: other) : ResourceChanges.parts(from: base, to: other))
            }
        }
    }

    /// The resources of a row in a version, or those that are one resource.
    private func list(_ version: String, of row: MatrixRow, in set: Int) -> [APIResource] {
        let group = sets[set].surface.groups.first { $0.name == row.group }
        let resources = group?.versions.first { $0.version == version }?.resources?.resources ?? []
        guard let name = row.resource else { return resources }
        return resources.filter { $0.resource == name }
    }
}

/// Differences as words.
private enum ResourceChanges {
    /// Which resources there are, and which are not the same: `+gadgets`, `-gizmos`, `widgets changed`.
    static func names(from base: [APIResource], to other: [APIResource]) -> [String] {
        let (before, after) = (encodings(base), encodings(other))
        let added = after.keys.filter { before[$0] == nil }.map { "+\($0)" }
        let removed = before.keys.filter { after[$0] == nil }.map { "-\($0)" }
        let changed = after.filter { before[$0.key].map { [value = $0.value] in $0 != value } ?? false }
        return added.sorted() + removed.sorted() + changed.keys.sorted().map { "\($0) changed" }
    }

    private static func encodings(_ resources: [APIResource]) -> [String: [UInt8]] {
        resources.reduce(into: [:]) { $0[$1.resource, default: []] += CanonicalForm.encoding(of: $1.comparable) }
    }

    /// What of a resource and its subresources differs.
    static func parts(from base: [APIResource], to other: [APIResource]) -> [String] {
        let (before, after) = (bySubresource(base), bySubresource(other))
        var changes: [String] = []
        for name in Set(before.keys).union(after.keys).sorted(by: { $0.precedes($1) }) {
            let what = name.isEmpty ? "resource" : "subresource \(name)"
            switch (before[name], after[name]) {
            case (nil, .some): changes.append("+\(what)")
            case (.some, nil): changes.append("-\(what)")
            case (let was?, let isNow?):
                let prefix = name.isEmpty ? "" : "\(name): "
                changes += parts(from: was, to: isNow).map { prefix + $0 }
            case (nil, nil): continue
            }
        }
        return changes
    }

    private static func bySubresource(_ resources: [APIResource]) -> [String: APIResource] {
        Dictionary(resources.map { ($0.subresource ?? "", $0.comparable) }, uniquingKeysWith: { first, _ in first })
    }

    private static func parts(from base: APIResource, to other: APIResource) -> [String] {
        var changes: [String] = []
        if base.namespaced != other.namespaced { changes.append(other.namespaced ? "namespaced" : "cluster-scoped") }
        let (kind, baseKind) = (other.responseKind, base.responseKind)
        if kind.kind != baseKind.kind {
            changes.append("kind \(kind.kind)")
        } else if kind != baseKind {
            let groupVersion = GroupVersion(group: kind.group, version: kind.version)
            changes.append("kind \(groupVersion) \(kind.kind)")
        }
        changes += items("verb", from: base.verbs, to: other.verbs)
        let shortNames = items("short name", from: base.shortNames, to: other.shortNames)
        changes += shortNames
        if shortNames.isEmpty && base.shortNames != other.shortNames { changes.append("other order of short names") }
        changes += items("category", from: base.categories, to: other.categories)
        if base.singularName != other.singularName { changes.append("singular name \"\(other.singularName)\"") }
        return changes
    }

    private static func items(_ what: String, from base: [String], to other: [String]) -> [String] {
        other.filter { !base.contains($0) }.map { "+\(what) \($0)" }
            + base.filter { !other.contains($0) }.map { "-\(what) \($0)" }
    }
}
