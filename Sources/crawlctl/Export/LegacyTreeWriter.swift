import DiscoveryModel
import DiscoveryWire

/// Writes one document for each path.
struct LegacyTreeWriter {
    let surface: ExportedSurface
    let folder: StagedFolder
    private(set) var exchanges = ExchangeList()
    /// Groups and group versions whose names no file can have.
    private(set) var refused: [String] = []

    init(surface: ExportedSurface, folder: StagedFolder) {
        self.surface = surface
        self.folder = folder
    }

    mutating func write() throws {
        let groups = surface.resolved.surface.groups
        let core = groups.filter(\.name.isEmpty).flatMap(\.versions).map(\.version)
        for group in groups {
            if !group.name.isEmpty {
                try add(
                    DiscoveryText.group(group), "/apis/\(group.name.encodedAsPathSegment)",
                    DiscoveryTree.place(ofGroup: group.name), name: group.name)
            }
            for version in group.versions {
                let groupVersion = GroupVersion(group: group.name, version: version.version)
                let place = DiscoveryTree.place(of: groupVersion)
                if let list = surface.resources(of: version, in: group) {
                    let hashes = surface.storageVersionHashes(of: groupVersion)
                    try add(
                        DiscoveryText.resourceList(list, storageVersionHashes: hashes), groupVersion.path, place,
                        name: groupVersion.description)
                } else {
                    try addUnavailable(groupVersion, place)
                }
            }
        }
        // The lists of what there is come last: whoever finds one finds what it lists.
        if !core.isEmpty || groups.contains(where: \.name.isEmpty) {
            try add(DiscoveryText.coreVersions(core), "/api", DiscoveryTree.coreGroups, name: "/api")
        }
        let named = groups.filter { !$0.name.isEmpty }
        try add(DiscoveryText.groupList(named), "/apis", DiscoveryTree.groups, name: "/apis")
    }

    private mutating func add(_ document: [UInt8], _ path: String, _ place: [String], name: String) throws {
        guard DiscoveryTree.isPossible(place) else { return refused.append(name) }
        try folder.write(document, to: place, modified: surface.resolved.asOf)
        exchanges.add(path, place)
    }

    /// What an aggregator answers for a group version whose server does not.
    private mutating func addUnavailable(_ groupVersion: GroupVersion, _ place: [String]) throws {
        let place = Array(place.dropLast()) + ["\(place.last?.dropLast(".json".count) ?? "").txt"]
        guard DiscoveryTree.isPossible(place) else { return refused.append(groupVersion.description) }
        try folder.write(Array("service unavailable\n".utf8), to: place, modified: surface.resolved.asOf)
        exchanges.add(
            .init(
                path: groupVersion.path, accept: DiscoveryMediaType.legacy, status: 503,
                contentType: "text/plain; charset=utf-8", file: place))
    }
}
