import DiscoveryModel
import DiscoveryStore
import Foundation
import UpstreamBaselines

/// What the names of URLs stand for: `prod`, `prod@-7d`, `upstream-1.36`, `fleet-common`.
struct ServedNames {
    /// Something that is served.
    struct Entry {
        var slug: String
        /// What it is, as a reference.
        var name: String
        /// The name or alias of a cluster, which is served at every moment; `nil` for what is one moment itself.
        var cluster: String?
    }

    /// What is listed, in order.
    let entries: [Entry]
    /// All names that the clusters that are listed have and had.
    private let otherNames: [Entry]

    /// - Parameter references: What to serve; empty for all clusters.
    init(_ references: [String], _ clusters: [ClusterSlug], now: Date) {
        if references.isEmpty {
            entries = clusters.map { Entry(slug: $0.slug, name: $0.name, cluster: $0.name) }
        } else {
            entries = references.map { Self.entry($0, clusters, now: now) }
        }
        let listed = Set(entries.compactMap(\.cluster))
        otherNames = clusters.flatMap { cluster in
            let names =
                [Entry(slug: cluster.slug, name: cluster.name, cluster: cluster.name)]
                + cluster.aliases.map { Entry(slug: $0.slug, name: $0.name, cluster: $0.name) }
            return names.contains { listed.contains($0.name) } ? names : []
        }
    }

    private static func entry(_ reference: String, _ clusters: [ClusterSlug], now: Date) -> Entry {
        if let slug = builtInSlug(of: reference) { return Entry(slug: slug, name: reference) }
        let slug = { (name: String) in
            clusters.first { $0.name == name }?.slug
                ?? clusters.lazy.flatMap(\.aliases).first { $0.name == name }?.slug
        }
        if let slug = slug(reference) { return Entry(slug: slug, name: reference, cluster: reference) }
        guard let dated = SurfaceReference(reference, now: now).dated, let slug = slug(dated.name) else {
            return Entry(slug: reference, name: reference)
        }
        return Entry(slug: "\(slug)@\(dated.momentText)", name: reference)
    }

    /// What a name means that stands for no built-in surface; `nil` for nothing that is served.
    ///
    /// - Throws: ``DiscoveryStoreError`` with `noSnapshot` for a cluster at what is no moment.
    func reference(named name: String, now: Date) throws(DiscoveryStoreError) -> SurfaceReference? {
        if let entry = (entries + otherNames).first(where: { $0.slug == name }) {
            return SurfaceReference(entry.name, now: now)
        }
        guard let at = name.lastIndex(of: "@"),
            let cluster = (entries + otherNames).first(where: { $0.slug == name[..<at] && $0.cluster != nil })?.cluster
        else { return nil }
        let moment = String(name[name.index(after: at)...])
        guard let reference = SurfaceReference(cluster, at: moment, now: now) else {
            throw Self.noMoment(moment, of: name)
        }
        return reference
    }

    // MARK: - What is built in

    /// `upstream-1.36` for `upstream:1.36`; `nil` for what is no such reference.
    private static func builtInSlug(of reference: String) -> String? {
        guard reference.hasPrefix("upstream:") || reference.hasPrefix("fleet:") else { return nil }
        return reference.replacing(":", with: "-", maxReplacements: 1)
    }

    /// The reference to a built-in surface that a name stands for, whatever clusters there are; `nil` for another name.
    ///
    /// - Parameter references: What is served; empty for everything.
    /// - Throws: ``DiscoveryStoreError`` with `noSnapshot` for a fleet at what is no moment.
    static func builtIn(
        _ name: String, among references: [String], now: Date
    ) throws(DiscoveryStoreError) -> SurfaceReference? {
        func served(_ reference: String) -> SurfaceReference? {
            references.isEmpty || references.contains(reference) ? SurfaceReference(reference, now: now) : nil
        }
        if name.hasPrefix("upstream-") {
            let release = name.dropFirst("upstream-".count)
            let isKnown = UpstreamSurfaceSource.releases.contains { release == $0 || release == "\($0)+all" }
            return isKnown ? served("upstream:\(release)") : nil
        }
        for rule in FleetSurface.Rule.allCases where name.hasPrefix("fleet-\(rule)") {
            let rest = name.dropFirst("fleet-\(rule)".count)
            if rest.isEmpty { return served("fleet:\(rule)") }
            guard rest.hasPrefix("@") else { continue }
            let dated = SurfaceReference("fleet:\(rule)\(rest)", now: now)
            guard served(dated.text) != nil || served("fleet:\(rule)") != nil else { return nil }
            guard dated.dated != nil else { throw noMoment(String(rest.dropFirst()), of: name) }
            return dated
        }
        return nil
    }

    private static func noMoment(_ moment: String, of name: String) -> DiscoveryStoreError {
        DiscoveryStoreError(
            .noSnapshot, what: "cannot find \(name)",
            cause: """
                \(moment) is no moment: give a date, a time such as 2026-11-02T08:00:00Z, -7d, -12h, id:12, previous or \
                latest
                """)
    }
}
