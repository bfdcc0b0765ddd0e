import DiscoveryModel
import Foundation
import GRDB

/// Records one observation of one cluster; lives within one transaction.
struct SnapshotWriter {
    let database: Database
    let cluster: DiscoveryDatabase.ClusterRecord
    let now: Date

    private struct Latest {
        var id: Int64
        var surface: Int64
        var order: Int64
        var storage: Int64?
        var serverVersion: String?
    }

    func save(_ observation: CrawlObservation) throws -> SaveOutcome {
        var notes: [SaveOutcome.Note] = []
        var observedAt = observation.observedAt
        let last = try database.cachedRow(
            """
            SELECT observed_at, server, ca_digest FROM crawl WHERE cluster_id = ? AND outcome = 'ok'
            ORDER BY observed_at DESC, server LIKE 'file:%', id DESC LIMIT 1
            """, [cluster.id])
        if let last, let lastTime = Timestamp.date(rfc3339: last[0]) {
            let isOlder = Timestamp.milliseconds(observedAt) < (last[0] as String)
            if isOlder && Timestamp.milliseconds(now) >= (last[0] as String) {
                try insertCrawl(observation, at: observedAt, snapshot: nil, outcome: "superseded")
                return try outcome(.superseded, notes: [], observedAt: observedAt)
            }
            if isOlder {
                notes.append(.clockBehind(lastCrawl: lastTime))
                observedAt = lastTime.addingTimeInterval(0.001)
            }
            // What was imported says nothing of where the server is.
            let servers = [last[1], observation.server] as [String]
            if servers[0] != servers[1], !servers.contains(where: { $0.hasPrefix("file:") }) {
                notes.append(.serverChanged(from: servers[0]))
            }
            if let before = last[2] as String?, let digest = observation.certificateAuthorityDigest, before != digest {
                notes.append(.certificateAuthorityChanged)
            }
        }

        try thinCrawls(before: observedAt, lastCrawl: last.map { $0[0] })
        let latest = try self.latest()
        if let latest, try saysNothingNew(observation, latest) {
            try insertCrawl(observation, at: observedAt, snapshot: latest.id, outcome: "ok")
            return try outcome(
                .unchanged(since: try unchangedSince(latest.surface)), notes: notes, observedAt: observedAt)
        }
        let change = try write(observation, at: observedAt, after: latest)
        return try outcome(change, notes: notes, observedAt: observedAt)
    }

    // MARK: - Steps

    private func latest() throws -> Latest? {
        try database.cachedRow(
            """
            SELECT snapshot.id, surface_id, discovery_order_id, resource_storage_id, server_version
            FROM cluster JOIN snapshot ON snapshot.id = cluster.snapshot_id WHERE cluster.id = ?
            """, [cluster.id]
        ).map { Latest(id: $0[0], surface: $0[1], order: $0[2], storage: $0[3], serverVersion: $0[4]) }
    }

    /// Whether both answers were 304 to what the newest snapshot was made of, and nothing else differs.
    private func saysNothingNew(_ observation: CrawlObservation, _ latest: Latest) throws -> Bool {
        guard case .unchanged(let core) = observation.core, case .unchanged(let named) = observation.named,
            core.snapshotID == latest.id, named.snapshotID == latest.id,
            observation.serverVersion == nil || observation.serverVersion == latest.serverVersion
        else { return false }
        let open = try DiscoveryDatabase.conditions(of: cluster.id, at: nil, in: database)
        return Set(core.stale + named.stale) == Set(open.keys) && open.values.allSatisfy { $0.state == .stale }
    }

    private func write(
        _ observation: CrawlObservation, at observedAt: Date, after latest: Latest?
    ) throws -> SaveOutcome.Change {
        let merge = try SnapshotMerge(
            observation, cluster: cluster.id, latest: latest?.id, writer: ContentWriter(database))
        var writer = ContentWriter(database)
        let surface = try writer.surface(merge.groups)
        let order = try writer.discoveryOrder(merge.groups.map(\.name))
        let hashes = try storageVersionHashes(observation, merge, before: latest?.storage)
        let storage = try writer.resourceStorage(hashes) ?? latest?.storage
        let serverVersion = observation.serverVersion ?? latest?.serverVersion

        var snapshot = latest?.id ?? 0
        let isSame =
            latest.map {
                $0.surface == surface && $0.order == order && $0.storage == storage && $0.serverVersion == serverVersion
            } ?? false
        var surfaceChange: SurfaceChange?
        if !isSame {
            try database.execute(
                sql: """
                    INSERT INTO snapshot (cluster_id, surface_id, discovery_order_id, resource_storage_id,
                        server_version, first_seen_at, previous_id)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    cluster.id, surface, order, storage, serverVersion, Timestamp.milliseconds(observedAt), latest?.id,
                ])
            snapshot = database.lastInsertedRowID
            try database.execute(
                sql: "UPDATE cluster SET snapshot_id = ? WHERE id = ?", arguments: [snapshot, cluster.id])
            if let latest, latest.surface != surface || latest.order != order {
                let difference = try ChangeWriter.difference(from: latest.id, to: snapshot, in: database)
                try ChangeWriter(database: database, snapshot: snapshot).write(difference)
                if latest.surface != surface { surfaceChange = SurfaceChange(difference) }
            }
        }
        try insertCrawl(observation, at: observedAt, snapshot: snapshot, outcome: "ok")
        try ConditionWriter(database: database, cluster: cluster.id).replace(with: merge.conditions, at: observedAt)
        try saveValidators(observation, snapshot: snapshot, stale: merge.staleByPath)

        guard latest != nil else { return .first }
        if let surfaceChange { return .changed(surfaceChange) }
        return .unchanged(since: try unchangedSince(surface))
    }

    /// The hashes that were given, and of group versions that could not be read those that were given before.
    private func storageVersionHashes(
        _ observation: CrawlObservation, _ merge: SnapshotMerge, before: Int64?
    ) throws -> [GroupVersion: [String: String]] {
        var hashes = observation.storageVersionHashes
        guard !hashes.isEmpty, let before else { return hashes }
        // Of two halves in different forms only one gives any.
        let isWhole = observation.form == .legacy
        let kept = isWhole ? merge.conditions.map(\.groupVersion) : merge.groupVersions
        guard kept.contains(where: { hashes[$0] == nil }) else { return hashes }
        let known = try ContentWriter(database).storageVersionHashes(before)
        for groupVersion in kept where hashes[groupVersion] == nil { hashes[groupVersion] = known[groupVersion] }
        return hashes
    }

    private func insertCrawl(
        _ observation: CrawlObservation, at observedAt: Date, snapshot: Int64?, outcome: String
    ) throws {
        try database.executeCached(
            """
            INSERT INTO crawl (cluster_id, snapshot_id, observed_at, duration, requests, bytes, form, outcome,
                server, ca_digest)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                cluster.id, snapshot, Timestamp.milliseconds(observedAt),
                (observation.duration * 1_000_000).rounded() / 1_000_000, observation.requests, observation.bytes,
                observation.form.rawValue, outcome, observation.server, observation.certificateAuthorityDigest,
            ])
    }

    private func saveValidators(
        _ observation: CrawlObservation, snapshot: Int64, stale: [String: [GroupVersion]]
    ) throws {
        for (path, half) in [("/api", observation.core), ("/apis", observation.named)] {
            let tag: EntityTag
            switch half {
            case .read(_, let validator?): tag = validator
            case .unchanged(let validator) where validator.snapshotID != snapshot: tag = validator.tag
            default: continue
            }
            var lists = ListEncoder()
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO validator (cluster_id, path, form, etag, snapshot_id, stale)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    cluster.id, path, tag.form.rawValue, tag.value, snapshot,
                    try lists.text((stale[path] ?? []).map(\.description)),
                ])
        }
    }

    /// Since when the surface has been this one, whatever else changed.
    private func unchangedSince(_ surface: Int64) throws -> Date {
        let text: String? = try database.cachedValue(
            """
            SELECT min(first_seen_at) FROM snapshot
            WHERE cluster_id = ?1 AND id >
                (SELECT coalesce(max(id), 0) FROM snapshot WHERE cluster_id = ?1 AND surface_id <> ?2)
            """, [cluster.id, surface])
        return text.flatMap(Timestamp.date(rfc3339:)) ?? now
    }

    private func outcome(
        _ change: SaveOutcome.Change, notes: [SaveOutcome.Note], observedAt: Date
    ) throws -> SaveOutcome {
        SaveOutcome(
            cluster: cluster.name, change: change,
            counts: try DiscoveryDatabase.surfaceCounts(of: cluster.id, in: database),
            conditions: try DiscoveryDatabase.conditions(of: cluster.id, at: nil, in: database).values
                .sorted { $0.groupVersion < $1.groupVersion },
            notes: notes, observedAt: observedAt)
    }
}

extension SnapshotWriter {
    /// Thins the crawls of a cluster on its first crawl of a day: all of the last week stay, and of each day before that
    /// the last one of each snapshot and outcome.
    func thinCrawls(before observedAt: Date, lastCrawl: String?) throws {
        let today = Timestamp.milliseconds(observedAt).prefix(10)
        guard let lastCrawl, lastCrawl.prefix(10) != today else { return }
        try database.executeCached(
            """
            DELETE FROM crawl WHERE cluster_id = ?1 AND observed_at < ?2 AND EXISTS (
                SELECT 1 FROM crawl AS later
                WHERE later.cluster_id = ?1 AND later.observed_at > crawl.observed_at
                    AND later.observed_at < substr(crawl.observed_at, 1, 10) || 'U'
                    AND later.snapshot_id IS crawl.snapshot_id AND later.outcome = crawl.outcome)
            """,
            [cluster.id, Timestamp.milliseconds(observedAt.addingTimeInterval(-7 * 86400))])
    }
}
