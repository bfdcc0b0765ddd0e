import DiscoveryModel

extension ObservedGroup {
    /// Makes one of groups that are listed more than once, and one of versions that are.
    ///
    /// A version listed twice with the same content is that version; with different content nobody can say what the
    /// server serves, so it has failed.
    public static func unique(_ groups: [ObservedGroup]) -> [ObservedGroup] {
        var unique: [ObservedGroup] = []
        var positions: [String: Int] = [:]
        var versionPositions: [GroupVersion: Int] = [:]
        for group in groups {
            let position = positions[group.name] ?? unique.count
            if position == unique.count {
                positions[group.name] = position
                unique.append(ObservedGroup(name: group.name, preferredVersion: group.preferredVersion, versions: []))
            }
            for version in group.versions {
                let groupVersion = GroupVersion(group: group.name, version: version.version)
                if let known = versionPositions[groupVersion] {
                    unique[position].add(version, to: known)
                } else {
                    versionPositions[groupVersion] = unique[position].versions.count
                    unique[position].versions.append(version)
                }
            }
        }
        return unique
    }

    /// Adds what is said of a version once more.
    private mutating func add(_ version: Version, to index: Int) {
        switch (versions[index].outcome, version.outcome) {
        case (.current(let one), .current(let other)) where one.digest == other.digest: break
        case (.stale, .stale), (.current, .stale): break
        case (.stale, .current): versions[index].outcome = version.outcome
        default:
            let groupVersion = GroupVersion(group: name, version: version.version)
            versions[index].outcome = .failed(
                GroupVersionFailure(message: "\(groupVersion) is listed twice, differently"))
        }
    }
}
