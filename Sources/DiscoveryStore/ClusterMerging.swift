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
    private let source: DiscoveryDatabase
    private let ourSchemas: ClusterHistory
    private var theirSchemas: ClusterHistory

    init(_ cluster: ClusterMerge, from source: DiscoveryDatabase, into database: Database) throws {
        self.database = database
        name = cluster.name
        let found = try source.read { database in
            let known = try DiscoveryDatabase.knownCluster(
                cluster.name, what: "cannot read \(cluster.name) in \(source.path)", in: database)
            return (
                try ClusterHistory(ofCluster: known.id, in: database),
                try ClusterHistory(schemasOfCluster: known.id, in: database),
                try ClusterHistory.contents(ofCluster: known.id, in: database)
            )
        }
        guard let (history, schemas, contents) = found, !history.snapshots.isEmpty else {
            throw DiscoveryStoreError(
                .noSnapshot, what: "cannot merge \(cluster.name)", cause: "it was never crawled")
        }
        isNew = try DiscoveryDatabase.cluster(named: cluster.newName, in: database) == nil
        target = try DiscoveryDatabase.findOrMakeCluster(cluster.newName, in: database)
        ours = try ClusterHistory(ofCluster: target.id, in: database)
        theirs = history
        self.source = source
        ourSchemas = try ClusterHistory(schemasOfCluster: target.id, in: database)
        theirSchemas = schemas
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

    mutating func merge(keepsNumbers: Bool) throws -> MergeOutcome {
        let writer = HistoryWriter(database: database, cluster: target.id, keepsNumbers: keepsNumbers)
        let added = try writer.write(HistoryMerge(ours, theirs), over: ours)
        let documents = try addDocuments()
        let schemaWriter = SchemaHistoryWriter(database: database, cluster: target.id, keepsNumbers: keepsNumbers)
        let addedSchemas = try schemaWriter.write(HistoryMerge(ourSchemas, theirSchemas), over: ourSchemas)
        // Those of intervals that the merged history has not, theirs and ours.
        if documents > 0 || addedSchemas.isChanged { try DiscoveryDatabase.freeUnusedContent(in: database) }
        return MergeOutcome(
            cluster: target.name, isNew: isNew, isChanged: added.isChanged || addedSchemas.isChanged,
            snapshots: added.snapshots, crawls: added.crawls, schemaSnapshots: addedSchemas.snapshots,
            documents: documents, counts: try DiscoveryDatabase.surfaceCounts(of: target.id, in: database),
            lostAliases: try addAliases())
    }

    /// Writes their documents here, and points the snapshots of their schemas at them.
    ///
    /// - Returns: How many were not here.
    private mutating func addDocuments() throws -> Int {
        var hashes: [Int64: String] = [:]
        for content in theirSchemas.snapshots.flatMap(\.groups).flatMap(\.versions).compactMap(\.content) {
            hashes[content.id] = content.digest.text
        }
        let copy = SchemaDocumentCopy(database: database, source: source, what: "cannot merge \(name)")
        let (stored, added) = try copy.copy(hashes)
        for snapshot in theirSchemas.snapshots.indices {
            for group in theirSchemas.snapshots[snapshot].groups.indices {
                for version in theirSchemas.snapshots[snapshot].groups[group].versions.indices {
                    guard let content = theirSchemas.snapshots[snapshot].groups[group].versions[version].content,
                        let id = stored[content.id]
                    else { continue }
                    theirSchemas.snapshots[snapshot].groups[group].versions[version].content?.id = id
                }
            }
        }
        return added
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
