import DiscoveryModel
import DiscoveryStore
import Foundation
import Synchronization
import UpstreamBaselines

/// The surfaces that are served, by the name that a URL calls them: `prod`, `prod@-7d`, `upstream-1.36`, `fleet-common`.
///
/// A surface is read when it is first asked for. Every request looks which commit the database file has; only where that
/// is a new one is the database asked whether a surface changed, and only where it did is it read again.
public final class ServedCatalog: Sendable {
    /// Whose surface to serve at the root, and at all.
    public struct Scope: Sendable {
        /// References, each once; empty for every cluster of the database, whatever is added later, and every built-in
        /// release.
        public let references: [String]
        /// Whether group versions that are not current are served as they were last seen.
        public var servesLastKnown: Bool

        /// Makes a scope from its parts.
        public init(references: [String] = [], servesLastKnown: Bool = false) {
            var seen: Set<String> = []
            self.references = references.filter { seen.insert($0).inserted }
            self.servesLastKnown = servesLastKnown
        }
    }

    private struct Loaded {
        var surface: ServedSurface
        var stamp: String?
        /// When it was last found to be so, and as of which commit.
        var revision: FileRevision?
        var checkedAt: Date
        var usedAt: Date
    }

    private struct State {
        var loaded: [String: Loaded] = [:]
        /// The clusters of the database, and as of which commit.
        var clusters: [ClusterSlug] = []
        /// The cluster at the root where none was chosen: the first that there was, for as long as it is there.
        var root: String?
        var revision: FileRevision?
        var isListed = false
    }

    private let path: String
    private let watch: DatabaseFileWatch
    private let scope: Scope
    /// The bodies of the OpenAPI documents of all surfaces.
    let schemaLibrary: SchemaLibrary
    private let now: @Sendable () -> Date
    private let state = Mutex(State())
    /// Surfaces are read here, one after the other, so that what many ask for is read once.
    private let queue = DispatchQueue(label: "served catalog")
    /// Touched on the queue alone.
    private nonisolated(unsafe) var database: ServedDatabase

    /// More than this many bytes of surfaces are not kept, whatever is asked for.
    private static let costLimit = 24 << 20
    /// How long a moment that is counted from now is taken for the same.
    private static let relativeMomentLifetime: TimeInterval = 30

    /// - Parameter path: The database file; it need not be there.
    public init(path: String, scope: Scope, now: @escaping @Sendable () -> Date = { Date() }) {
        self.path = path
        watch = DatabaseFileWatch(path: path)
        database = ServedDatabase(path: path)
        self.scope = scope
        schemaLibrary = SchemaLibrary(path: path, watch: watch)
        self.now = now
    }

    /// The surface of a name; without one, the first or only one.
    ///
    /// - Returns: `nil` when nothing is served under that name.
    /// - Throws: ``DiscoveryStoreError`` when the database cannot be read, or has no such moment.
    func surface(_ name: String?) async throws -> ServedSurface? {
        let revision = watch.revision()
        if let known = fresh(name ?? "", revision) { return known }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(with: Result { try self.load(name, revision) })
            }
        }
    }

    /// What is served: names for URLs, and what they mean.
    public func listing() async throws -> [(slug: String, name: String)] {
        let revision = watch.revision()
        return try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(
                    with: Result {
                        try self.list(revision)
                        return self.names().entries.map { ($0.slug, $0.name) }
                    })
            }
        }
    }

    /// Looks whether everything that is asked for is there.
    ///
    /// - Throws: ``DiscoveryStoreError``, ``UpstreamBaselineError``, or ``DiscoveryHTTPServerError`` that says what is not.
    public func check() async throws {
        for entry in try await listing() where !scope.references.isEmpty {
            if try await surface(entry.slug) == nil {
                throw DiscoveryHTTPServerError(description: "there is no cluster \(entry.name)")
            }
        }
        if scope.references.isEmpty, watch.revision() == nil {
            _ = try DiscoveryDatabase.openForReading(path: path)
        }
    }

    // MARK: - Names

    /// Where a name is served: `/clusters/prod@-7d`.
    static func path(of slug: String) -> String { "/clusters/\(slug.encodedAsPathSegment)" }

    /// Whether it takes the database to know what is served.
    private var hasClusters: Bool {
        scope.references.isEmpty
            || scope.references.contains { !SurfaceReference($0, now: .distantPast).isComputed }
    }

    /// What a name of a URL means; `nil` for nothing that is served.
    ///
    /// Built-in names mean what they say, and need no database.
    private func reference(named name: String?, _ revision: FileRevision?) throws -> SurfaceReference? {
        let now = now()
        if let name, let builtIn = try ServedNames.builtIn(name, among: scope.references, now: now) { return builtIn }
        try list(revision)
        guard let name else {
            let root = scope.references.first ?? state.withLock { $0.root }
            return root.map { SurfaceReference($0, now: now) }
        }
        return try names().reference(named: name, now: now)
    }

    private func names() -> ServedNames {
        ServedNames(scope.references, state.withLock { $0.clusters }, now: now())
    }

    // MARK: - Reading; on the queue

    private func fresh(_ name: String, _ revision: FileRevision?) -> ServedSurface? {
        state.withLock { state in
            guard let loaded = state.loaded[name], loaded.revision == revision else { return nil }
            let now = now()
            guard now.timeIntervalSince(loaded.checkedAt) < Self.relativeMomentLifetime else { return nil }
            // Not at every request: the dictionary would be copied into for nothing.
            if now.timeIntervalSince(loaded.usedAt) > 1 { state.loaded[name]?.usedAt = now }
            return loaded.surface
        }
    }

    private func list(_ revision: FileRevision?) throws {
        guard hasClusters, state.withLock({ !$0.isListed || $0.revision != revision }) else { return }
        let clusters = try revision.map { try database.database(at: $0).clusterSlugs() } ?? []
        state.withLock { state in
            state.clusters = clusters
            let root = clusters.first { $0.name == state.root || $0.aliases.contains { $0.name == state.root } }
            state.root = (root ?? clusters.first)?.name ?? state.root
            state.revision = revision
            state.isListed = true
        }
    }

    private func load(_ name: String?, _ revision: FileRevision?) throws -> ServedSurface? {
        let key = name ?? ""
        if let known = fresh(key, revision) { return known }
        guard let reference = try reference(named: name, revision) else {
            state.withLock { $0.loaded[key] = nil }
            return nil
        }
        let before = state.withLock { $0.loaded[key] }
        let stamp = try stamp(reference, revision)
        var surface = before.flatMap { $0.stamp == stamp && stamp != nil ? $0.surface : nil }
        if surface == nil { surface = try read(reference, servedAs: name, revision) }
        guard let surface else {
            state.withLock { $0.loaded[key] = nil }
            return nil
        }
        state.withLock { state in
            state.loaded[key] = Loaded(
                surface: surface, stamp: stamp, revision: revision, checkedAt: now(), usedAt: now())
            Self.forgetSome(&state.loaded, but: key)
        }
        return surface
    }

    /// A text that is the same for as long as the surface is; `nil` where that is not known.
    private func stamp(_ reference: SurfaceReference, _ revision: FileRevision?) throws -> String? {
        if reference.upstreamName != nil { return reference.text }
        // What all clusters have may change with any of them.
        guard reference.fleetName == nil, let revision else { return nil }
        return try database.database(at: revision).stamp(of: reference).map { "\(reference.text) \($0)" }
    }

    private func read(
        _ reference: SurfaceReference, servedAs slug: String?, _ revision: FileRevision?
    ) throws -> ServedSurface? {
        if reference.upstreamName != nil { return try upstream(reference, servedAs: slug) }
        guard let revision else { return nil }
        let database = try database.database(at: revision)
        guard reference.fleetName == nil else {
            let fleet = try FleetSurfaceSource(database).surface(for: reference, parts: .all)
            return fleet.map {
                ServedSurface(
                    $0, serverVersion: nil, form: nil, storageVersionHashes: [:],
                    openAPI: openAPI(.none, servedAs: slug), servesLastKnown: scope.servesLastKnown)
            }
        }
        return try stored(reference, servedAs: slug, in: database)
    }

    /// Lets go of what was not used for longest, until the rest is not too much.
    private static func forgetSome(_ loaded: inout [String: Loaded], but key: String) {
        var cost = loaded.values.reduce(0) { $0 + $1.surface.cost }
        while cost > costLimit,
            let oldest = loaded.filter({ $0.key != key }).min(by: { $0.value.usedAt < $1.value.usedAt })
        {
            cost -= oldest.value.surface.cost
            loaded[oldest.key] = nil
        }
    }

    private func upstream(_ reference: SurfaceReference, servedAs slug: String?) throws -> ServedSurface? {
        let source = UpstreamSurfaceSource()
        guard let resolved = try source.surface(for: reference, parts: .all), let name = reference.upstreamName else {
            return nil
        }
        let release = String(name.split(separator: "+").first ?? "")
        return ServedSurface(
            resolved, serverVersion: try source.serverVersion(release: release), form: nil,
            storageVersionHashes: [:], openAPI: openAPI(.none, servedAs: slug), servesLastKnown: true)
    }

    private func stored(
        _ reference: SurfaceReference, servedAs slug: String?, in database: DiscoveryDatabase
    ) throws -> ServedSurface? {
        guard let resolved = try database.surface(for: reference, parts: .all),
            let details = try database.serverDetails(for: reference)
        else { return nil }
        return ServedSurface(
            resolved, serverVersion: details.serverVersion, form: details.form,
            storageVersionHashes: details.storageVersionHashes,
            openAPI: openAPI(try database.servedSchemas(for: reference), servedAs: slug),
            servesLastKnown: scope.servesLastKnown)
    }

    private func openAPI(_ schemas: ServedSchemas, servedAs slug: String?) -> ServedOpenAPI {
        ServedOpenAPI(
            schemas, prefix: slug.map(Self.path) ?? "", servesLastKnown: scope.servesLastKnown)
    }
}
