import DiscoveryModel
import DiscoveryStore
import Foundation
import Kubeconfig
import UpstreamBaselines

/// Finds the surfaces that references mean: clusters of the database, now or at a moment; what its clusters have together;
/// and the built-in baselines, for which no database is opened.
final class SurfaceResolver {
    private let options: DatabaseOptions
    let context: CommandContext
    private var opened: DiscoveryDatabase?

    init(_ options: DatabaseOptions, _ context: CommandContext) {
        self.options = options
        self.context = context
    }

    /// The database, opened when it is first needed.
    func database() throws -> DiscoveryDatabase {
        if let opened { return opened }
        let database = try options.openForReading(context)
        opened = database
        return database
    }

    /// Finds a surface for each reference, in their order; those of the database in one look at it.
    ///
    /// - Throws: A hinted error that names the first reference that means nothing, or has no surface at its moment.
    func surfaces(_ references: [String], parts: SurfaceParts) throws -> [ResolvedSurface] {
        let now = context.now()
        return try surfaces(references.map { SurfaceReference($0, now: now) }, parts: parts)
    }

    /// The same, of references that were read apart already.
    func surfaces(_ references: [SurfaceReference], parts: SurfaceParts) throws -> [ResolvedSurface] {
        let upstream = UpstreamSurfaceSource()
        var found = try references.map { reference in
            guard reference.fleetName == nil else {
                return try FleetSurfaceSource(try database()).surface(for: reference, parts: parts)
            }
            return try upstream.surface(for: reference, parts: parts)
        }
        let stored = found.indices.filter { found[$0] == nil }
        if !stored.isEmpty {
            let surfaces = try database().surfaces(for: stored.map { references[$0] }, parts: parts)
            for (index, surface) in zip(stored, surfaces) { found[index] = surface }
        }
        return try zip(references, found).map { reference, surface in
            guard let surface else { throw unknown(reference.text, known: try database().clusterNames()) }
            return surface
        }
    }

    /// The names of all clusters.
    ///
    /// - Throws: A hinted error when there is none.
    func allClusters() throws -> [String] {
        let names = try database().clusterNames()
        if names.isEmpty {
            throw CommandFailure(
                "there is no cluster in \(options.path(context))", hint: "crawl one first: crawlctl crawl")
        }
        return names
    }

    /// The name of the only cluster there is; with several, of the one named like the current kubeconfig context.
    ///
    /// - Parameter what: What the user may give to choose one.
    /// - Throws: A hinted error that lists the names, when there are several and it is none of them.
    func currentCluster(toGive what: String = "--cluster") throws -> String {
        let names = try allClusters()
        if names.count == 1 { return names[0] }
        if let current = currentContext(), let name = try database().clusterName(for: current) { return name }
        throw CommandFailure(
            "there are \(names.count) clusters, and none is named like the current kubeconfig context",
            hint: "give \(what) or --all-clusters; known are: \(NameList.text(names))")
    }

    /// Nothing else of the kubeconfig is read, and one that cannot be read has no say.
    private func currentContext() -> String? {
        let loader = KubeconfigLoader(environment: context.environment, homeDirectory: context.homeDirectory)
        return (try? loader.load(explicitPath: nil))?.currentContext
    }

    private func unknown(_ name: String, known: [String]) -> CommandFailure {
        if let sign = name.lastIndex(of: "@"), known.contains(String(name[..<sign])) {
            return CommandFailure(
                "cannot find \(name): \(name[name.index(after: sign)...]) is no moment",
                hint: "give a date, a time such as 2026-11-02T08:00:00Z, -7d, -12h, id:12, previous or latest")
        }
        return CommandFailure(
            "there is no cluster \(name)", hint: known.isEmpty ? nil : "known are: \(NameList.text(known))")
    }
}
