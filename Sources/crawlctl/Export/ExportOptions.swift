import ArgumentParser
import DiscoveryModel
import DiscoveryStore
import UpstreamBaselines

/// What to export.
struct ExportOptions: ParsableArguments {
    @OptionGroup var surfaces: SurfaceOptions

    @Flag(help: "Export what was last seen of group versions that are not current as if they were.")
    var lastKnown = false

    /// The one surface that is asked for.
    func surface(parts: SurfaceParts = .all, _ context: CommandContext) throws -> ExportedSurface {
        let found = try surfaces(parts: parts, context)
        guard found.count == 1 else { throw ValidationError("give one cluster: this goes with one at a time") }
        return found[0]
    }

    /// All surfaces that are asked for.
    func surfaces(parts: SurfaceParts = .all, _ context: CommandContext) throws -> [ExportedSurface] {
        let resolved = try surfaces.surfaces(parts: parts, context)
        var opened: DiscoveryDatabase?
        return try resolved.map { surface in
            var details: SnapshotDetails?
            if let snapshot = surface.snapshotID {
                let database = try opened ?? surfaces.database.openForReading(context)
                opened = database
                details = try database.snapshotDetails(snapshot)
            }
            return ExportedSurface(
                resolved: surface, details: details,
                serverVersion: try details?.serverVersion ?? upstreamVersion(surface.label, context),
                lastKnown: lastKnown)
        }
    }

    private func upstreamVersion(_ label: String, _ context: CommandContext) throws -> String? {
        guard let name = SurfaceReference(label, now: context.now()).upstreamName else { return nil }
        let release = name.hasSuffix("+all") ? name.dropLast("+all".count) : name
        return try UpstreamSurfaceSource().serverVersion(release: String(release))
    }
}

/// Where to put files.
struct ExportFolderOption: ParsableArguments {
    @Option(help: ArgumentHelp("The folder to write into; it is made where it is missing.", valueName: "folder"))
    var to: String
}
