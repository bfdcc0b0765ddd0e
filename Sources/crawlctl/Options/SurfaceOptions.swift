import ArgumentParser
import DiscoveryModel
import DiscoveryStore
import Foundation
import Kubeconfig
import UpstreamBaselines

/// Which surfaces a question is about.
struct SurfaceOptions: ParsableArguments {
    @Option(
        name: .customLong("cluster"),
        help: ArgumentHelp(
            """
            A cluster's name, or NAME@WHEN with a date, a time, -7d, -12h, id:12, previous or latest; or upstream:1.36, \
            upstream:1.36+all. Repeatable.
            """, valueName: "ref"))
    var references: [String] = []

    @Flag(help: "Every cluster in the database.")
    var allClusters = false

    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        if allClusters && !references.isEmpty {
            throw ValidationError("--cluster and --all-clusters exclude each other")
        }
    }

    /// Finds the surfaces.
    ///
    /// Without `--cluster`: the only cluster there is; with several, the one named like the current kubeconfig context.
    func surfaces(parts: SurfaceParts, _ context: CommandContext) throws -> [ResolvedSurface] {
        let now = context.now()
        let upstream = UpstreamSurfaceSource()
        var opened: DiscoveryDatabase?
        func database() throws -> DiscoveryDatabase {
            if let opened { return opened }
            let database = try self.database.openForReading(context)
            opened = database
            return database
        }
        let names = try references.isEmpty ? clusterNames(try database(), context) : references
        // A cluster's whole name means that cluster, even where a part of it looks like a moment.
        let given = names.map { SurfaceReference($0, now: now) }
        var found = try given.map { try upstream.surface(for: $0, parts: parts) }
        let stored = found.indices.filter { found[$0] == nil }
        if !stored.isEmpty {
            let surfaces = try database().surfaces(for: stored.map { given[$0] }, parts: parts)
            for (index, surface) in zip(stored, surfaces) { found[index] = surface }
        }
        return try zip(names, found).map { name, surface in
            guard let surface else { throw unknown(name, known: try database().clusterNames()) }
            return surface
        }
    }

    private func clusterNames(_ database: DiscoveryDatabase, _ context: CommandContext) throws -> [String] {
        let names = try database.clusterNames()
        if names.isEmpty {
            throw CommandFailure(
                "there is no cluster in \(self.database.path(context))", hint: "crawl one first: crawlctl crawl")
        }
        if allClusters || names.count == 1 { return names }
        if let current = currentContext(context), let name = try database.clusterName(for: current) { return [name] }
        throw CommandFailure(
            "there are \(names.count) clusters, and none is named like the current kubeconfig context",
            hint: "give --cluster or --all-clusters; known are: \(Self.listed(names))")
    }

    /// Nothing else of the kubeconfig is read, and one that cannot be read has no say.
    private func currentContext(_ context: CommandContext) -> String? {
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
            "there is no cluster \(name)", hint: known.isEmpty ? nil : "known are: \(Self.listed(known))")
    }

    private static func listed(_ names: [String]) -> String {
        names.prefix(20).joined(separator: ", ") + (names.count > 20 ? ", and \(names.count - 20) more" : "")
    }
}
