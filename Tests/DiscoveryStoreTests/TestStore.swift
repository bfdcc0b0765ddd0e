import DiscoveryModel
import DiscoveryStore
import Foundation
import TestSupport

/// A store in a folder of its own, and observations to put into it.
final class TestStore {
    let folder: TemporaryFolder
    var path: String { folder.path("discovery.db") }
    let start = Date(timeIntervalSince1970: 1_700_000_000)

    init() throws { folder = try TemporaryFolder() }

    func writer() throws -> DiscoveryDatabase { try DiscoveryDatabase.openForWriting(path: path, busyTimeout: 1) }

    func reader() throws -> DiscoveryDatabase { try DiscoveryDatabase.openForReading(path: path, busyTimeout: 1) }

    /// Saves a crawl made some seconds after the start.
    @discardableResult
    func save(
        _ named: CrawlObservation.Half, core: CrawlObservation.Half = .absent, as cluster: String = "prod",
        at seconds: Double = 0, server: String = "https://10.0.0.1:6443", serverVersion: String? = nil,
        hashes: [GroupVersion: [String: String]] = [:], now: Double? = nil
    ) throws -> SaveOutcome {
        let observation = observation(
            named, core: core, at: seconds, server: server, serverVersion: serverVersion, hashes: hashes)
        return try writer().save(
            observation, asCluster: cluster, now: { self.start.addingTimeInterval(now ?? seconds) })
    }

    func surface(_ reference: String, now: Double = 1_000_000) throws -> ResolvedSurface? {
        try reader().surface(
            for: SurfaceReference(reference, now: start.addingTimeInterval(now)), parts: .all)
    }

    /// Counts the rows of every table.
    func rowCounts() throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for table in Self.tables {
            let result = try reader().query("SELECT count(*) FROM \(table)", rowLimit: 1, timeLimit: 5)
            if case .integer(let count) = result.rows[0][0] { counts[table] = Int(count) }
        }
        return counts
    }

    func query(_ sql: String, parameters: [String: String] = [:]) throws -> [[QueryValue]] {
        try reader().query(sql, parameters: parameters, rowLimit: 10000, timeLimit: 5).rows
    }

    static let tables = [
        "group_version", "resource", "resource_verb", "surface", "surface_group", "surface_version",
        "discovery_order", "resource_storage", "cluster", "cluster_alias", "snapshot", "snapshot_change",
        "crawl", "condition", "validator",
    ]

    // MARK: - Observations

    /// A crawl made some seconds after the start.
    func observation(
        _ named: CrawlObservation.Half, core: CrawlObservation.Half = .absent, at seconds: Double,
        server: String = "https://10.0.0.1:6443", serverVersion: String? = nil,
        hashes: [GroupVersion: [String: String]] = [:]
    ) -> CrawlObservation {
        let observedAt = start.addingTimeInterval(seconds)
        return CrawlObservation(
            server: server, startedAt: observedAt, observedAt: observedAt, duration: 0.01, requests: 3, bytes: 100,
            form: .aggregatedV2, core: core, named: named, serverVersion: serverVersion, storageVersionHashes: hashes)
    }

    static func list(_ groupVersion: GroupVersion, _ names: [String]) throws -> APIResourceList {
        try APIResourceList(
            groupVersion: groupVersion,
            resources: names.map { name in
                let parts = name.split(separator: "/").map(String.init)
                return APIResource(
                    resource: parts[0], subresource: parts.count > 1 ? parts[1] : nil, singularName: "one",
                    responseKind: GroupVersionKind(
                        group: groupVersion.group, version: groupVersion.version, kind: "Kind"), namespaced: true,
                    verbs: ["get", "list", "watch"], shortNames: ["k"], categories: ["all"])
            })
    }

    /// A group with current versions, by version name and resource names.
    static func group(_ name: String, _ versions: KeyValuePairs<String, [String]>) throws -> ObservedGroup {
        ObservedGroup(
            name: name, preferredVersion: versions.first?.key ?? "",
            versions: try versions.map { version, names in
                .init(
                    version: version,
                    outcome: .current(try list(GroupVersion(group: name, version: version), names)))
            })
    }

    /// A group whose only version is in some state.
    static func group(_ name: String, _ version: String, _ outcome: ObservedGroup.Outcome) -> ObservedGroup {
        ObservedGroup(name: name, preferredVersion: version, versions: [.init(version: version, outcome: outcome)])
    }

    static func read(_ groups: [ObservedGroup], etag: String? = nil) -> CrawlObservation.Half {
        .read(groups, validator: etag.map { EntityTag(value: $0, form: .aggregatedV2) })
    }
}
