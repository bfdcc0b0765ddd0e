import DiscoveryModel
import DiscoveryWire

/// Writes the documents of one server.
struct KubectlCacheWriter {
    let surface: ExportedSurface
    let folder: StagedFolder
    /// The names that lead to the server's folder.
    let place: [String]
    private(set) var count = 0
    private(set) var notes: [String] = []
    /// Whether there is a group version that the cache cannot have.
    private(set) var hasRefused = false

    init(surface: ExportedSurface, folder: StagedFolder, place: [String]) {
        self.surface = surface
        self.folder = folder
        self.place = place
    }

    var path: String { place.joined(separator: "/") }

    mutating func write() throws {
        var groups = surface.reliableGroups
        // Some file systems take capitals for small letters.
        var taken: [String: GroupVersion] = [:]
        for index in groups.indices {
            var versions: [APIGroup.Version] = []
            for version in groups[index].versions {
                let groupVersion = GroupVersion(group: groups[index].name, version: version.version)
                guard let file = KubectlCache.place(of: groupVersion),
                    taken.updateValue(groupVersion, forKey: file.joined(separator: "/").lowercased()) == nil
                else {
                    notes.append("note: \(groupVersion) on \(surface.label) cannot be a file's name: left out")
                    hasRefused = true
                    continue
                }
                versions.append(version)
                try write(version.resources, of: groupVersion, to: file)
            }
            groups[index].versions = versions
            if !versions.contains(where: { $0.version == groups[index].preferredVersion }) {
                groups[index].preferredVersion = versions.first?.version ?? ""
            }
        }
        guard !groups.isEmpty else { return }
        // The list of what there is comes last: whoever finds it finds what it lists.
        try folder.write(DiscoveryText.groupList(groups), to: place + [KubectlCache.groups])
        count += 1
    }

    private mutating func write(_ list: APIResourceList?, of groupVersion: GroupVersion, to file: [String]) throws {
        guard let list, !list.resources.isEmpty else {
            return notes.append(
                "note: \(groupVersion) on \(surface.label) has no resources, which clients do not cache: they ask for it"
            )
        }
        let hashes = surface.storageVersionHashes(of: groupVersion)
        try folder.write(
            DiscoveryText.resourceList(list, storageVersionHashes: hashes, isCached: true), to: place + file)
        count += 1
    }
}
