/// How much one surface differs from the one before it, counted in resources.
public struct SurfaceChange: Hashable, Sendable {
    /// Resources of a group version that are there now and were not.
    public var added = 0
    /// Resources that were there and are not.
    public var removed = 0
    /// Resources that are there still, and differ in themselves or their subresources; and groups whose versions, their
    /// order or their preferred version changed.
    public var changed = 0
    /// Group versions whose resources are known now and never were before: nothing was added by that.
    public var becameKnown: [GroupVersion] = []

    /// No change.
    public init() {}

    /// Compares two surfaces; costs a look at the resources of those group versions only whose digests differ.
    ///
    /// A version whose resources are unknown on either side makes no difference.
    public init(from old: APISurface, to new: APISurface) {
        let before = Dictionary(old.groups.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(new.groups.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for name in Set(before.keys).union(after.keys).sorted() {
            let (was, isNow) = (before[name], after[name])
            let oldVersions = Self.byVersion(was)
            let newVersions = Self.byVersion(isNow)
            if let was, let isNow {
                let order = was.versions.map(\.version)
                if was.preferredVersion != isNow.preferredVersion || order != isNow.versions.map(\.version) {
                    changed += 1
                }
            }
            for version in Set(oldVersions.keys).union(newVersions.keys).sorted() {
                let groupVersion = GroupVersion(group: name, version: version)
                switch (oldVersions[version], newVersions[version]) {
                case (.some(nil), .some(.some)): becameKnown.append(groupVersion)
                case (.some(nil), _), (_, .some(nil)): continue
                case (let was, let isNow): compare(was ?? nil, isNow ?? nil)
                }
            }
        }
    }

    private static func byVersion(_ group: APIGroup?) -> [String: APIResourceList?] {
        Dictionary(
            (group?.versions ?? []).map { ($0.version, $0.resources) }, uniquingKeysWith: { first, _ in first })
    }

    private mutating func compare(_ old: APIResourceList?, _ new: APIResourceList?) {
        guard old?.digest != new?.digest else { return }
        let before = Dictionary(grouping: old?.resources ?? [], by: \.resource)
        let after = Dictionary(grouping: new?.resources ?? [], by: \.resource)
        for (name, resources) in after {
            if let was = before[name] {
                if was.map(CanonicalForm.encoding(of:)) != resources.map(CanonicalForm.encoding(of:)) { changed += 1 }
            } else {
                added += 1
            }
        }
        removed += before.keys.count { after[$0] == nil }
    }
}
