import DiscoveryModel
import GRDB

/// The merge of one cluster of another database into this one; lives within one transaction.
struct ClusterMerging {
    let database: Database
    let name: String
    let target: DiscoveryDatabase.ClusterRecord
    let isNew: Bool
    let ours: ClusterHistory
    private(set) var theirs: ClusterHistory

    init(_ cluster: ClusterMerge, from source: DiscoveryDatabase, into database: Database) throws {
        self.database = database
        name = cluster.name
        let found = try source.read { database in
            let known = try DiscoveryDatabase.knownCluster(
                cluster.name, what: "cannot read \(cluster.name) in \(source.path)", in: database)
            return (
                try ClusterHistory(ofCluster: known.id, in: database),
                try ClusterHistory.contents(ofCluster: known.id, in: database)
            )
        }
        guard let (history, contents) = found, !history.snapshots.isEmpty else {
            throw DiscoveryStoreError(
                .noSnapshot, what: "cannot merge \(cluster.name)", cause: "it was never crawled")
        }
        isNew = try DiscoveryDatabase.cluster(named: cluster.newName, in: database) == nil
        target = try DiscoveryDatabase.findOrMakeCluster(cluster.newName, in: database)
        ours = try ClusterHistory(ofCluster: target.id, in: database)
        theirs = history
        try add(contents)
    }

    /// Writes their contents here, and points their snapshots at them.
    private mutating func add(_ contents: [Int64: APIResourceList]) throws {
        var writer = ContentWriter(database)
        let stored = try contents.mapValues { try writer.content($0) }
        try writer.indexVerbs()
        for snapshot in theirs.snapshots.indices {
            for group in theirs.snapshots[snapshot].groups.indices {
                let name = theirs.snapshots[snapshot].groups[group].name
                for version in theirs.snapshots[snapshot].groups[group].versions.indices {
                    let entry = theirs.snapshots[snapshot].groups[group].versions[version]
                    guard let content = entry.content else { continue }
                    guard contents[content.id]?.groupVersion == GroupVersion(group: name, version: entry.version) else {
                        throw DiscoveryStoreError(
                            .corrupt, what: "cannot merge \(self.name)", cause: "its file is damaged")
                    }
                    theirs.snapshots[snapshot].groups[group].versions[version].content = stored[content.id]
                }
            }
        }
    }

    /// Two clusters that only have a name in common must not become one.
    func checkIsSame() throws {
        let authorities = (ours.certificateAuthorityDigests, theirs.certificateAuthorityDigests)
        let servers = (ours.servers, theirs.servers)
        let isOther =
            authorities.0.isEmpty || authorities.1.isEmpty
            ? !servers.0.isEmpty && !servers.1.isEmpty && servers.0.isDisjoint(with: servers.1)
            : authorities.0.isDisjoint(with: authorities.1)
        guard isOther else { return }
        throw DiscoveryStoreError(
            .otherCluster, what: "cannot merge \(name)",
            cause:
                "\(target.name) here was crawled at \(Self.listed(servers.0)), and there at \(Self.listed(servers.1))",
            hint: "give --name for another name, or --merge where they are one cluster")
    }

    private static func listed(_ servers: Set<String>) -> String {
        let sorted = servers.sorted()
        return sorted.prefix(3).joined(separator: ", ") + (sorted.count > 3 ? ", ..." : "")
    }

    func merge(keepsNumbers: Bool) throws -> MergeOutcome {
        let writer = HistoryWriter(database: database, cluster: target.id, keepsNumbers: keepsNumbers)
        let added = try writer.write(HistoryMerge(ours, theirs), over: ours)
        return MergeOutcome(
            cluster: target.name, isNew: isNew, isChanged: added.isChanged, snapshots: added.snapshots,
            crawls: added.crawls, counts: try DiscoveryDatabase.surfaceCounts(of: target.id, in: database),
            lostAliases: try addAliases())
    }

    /// Adds their former names, and returns those that are other clusters' here.
    private func addAliases() throws -> [String] {
        var lost: [String] = []
        for alias in theirs.aliases where alias != target.name {
            if let other = try DiscoveryDatabase.cluster(named: alias, in: database) {
                if other.id != target.id { lost.append(alias) }
            } else {
                try database.execute(
                    sql: "INSERT INTO cluster_alias (alias, cluster_id) VALUES (?, ?)", arguments: [alias, target.id])
            }
        }
        return lost
    }
}
