import DiscoveryModel
import Foundation

/// Answers `fleet:common` and `fleet:union` with what all clusters of a database serve, or any of them.
///
/// `fleet:common@2026-11-02` is the same at a moment, of the clusters that were known then. Nothing of it is stored: an
/// answer costs reading each different surface once, see ``FleetSurface``.
public struct FleetSurfaceSource: SurfaceSource {
    private let database: DiscoveryDatabase

    /// Makes a source over all clusters of a database.
    public init(_ database: DiscoveryDatabase) {
        self.database = database
    }

    /// Finds the surface that a text beginning with `fleet:` names; `nil` for any other text.
    ///
    /// The label is the reference and the number of clusters; ``ResolvedSurface/fleet`` says which they are and
    /// how good the knowledge of each is. Group versions that are not current on some clusters are not current here.
    ///
    /// - Parameter parts: Of resources everything is given where anything is asked for: which ones are in common depends
    ///   on all of it.
    /// - Throws: ``DiscoveryStoreError`` with `unknownCluster` when it is neither of the two, or there is no cluster; with
    ///   `noSnapshot` when there was none at that moment, or the moment is not the same for all clusters.
    public func surface(
        for reference: SurfaceReference, parts: SurfaceParts
    ) throws(DiscoveryStoreError) -> ResolvedSurface? {
        guard let name = reference.fleetName else { return nil }
        if let rule = FleetSurface.Rule(rawValue: String(name)) {
            return try surface(rule, reference, at: .latest, momentText: nil, parts: parts)
        }
        if let dated = reference.dated,
            let rule = FleetSurface.Rule(rawValue: String(dated.name.dropFirst("fleet:".count)))
        {
            return try surface(
                rule, reference, at: dated.moment, momentText: dated.moment == .latest ? nil : dated.momentText,
                parts: parts)
        }
        let known = FleetSurface.Rule.allCases.map { "fleet:\($0)" }
        throw DiscoveryStoreError(
            .unknownCluster, what: "cannot find \(reference)", cause: "there are \(known.joined(separator: " and "))")
    }

    private func surface(
        _ rule: FleetSurface.Rule, _ reference: SurfaceReference, at moment: SurfaceMoment, momentText: String?,
        parts: SurfaceParts
    ) throws(DiscoveryStoreError) -> ResolvedSurface {
        switch moment {
        case .latest, .at: break
        case .previous, .snapshot:
            throw DiscoveryStoreError(
                .noSnapshot, what: "cannot find \(reference)",
                cause: "\(momentText ?? "") is another moment for each cluster",
                hint: "give a date, a time such as 2026-11-02T08:00:00Z, -7d or -12h")
        }
        let members = try database.surfacesOfAllClusters(
            at: moment, momentText: momentText, parts: parts.isEmpty ? .groups : .all)
        guard !members.isEmpty else {
            throw momentText == nil
                ? DiscoveryStoreError(
                    .unknownCluster, what: "cannot find \(reference)", cause: "there is no cluster in \(database.path)",
                    hint: "crawl one first: crawlctl crawl")
                : DiscoveryStoreError(
                    .noSnapshot, what: "cannot find \(reference)", cause: "no cluster was known then")
        }
        return ResolvedSurface(rule, of: members, label: "fleet:\(rule)\(momentText.map { "@\($0)" } ?? "")")
    }
}
