import DiscoveryModel

/// Answers `upstream:X.Y` and `upstream:X.Y+all` with what plain Kubernetes X.Y serves.
///
/// `upstream:1.36` is an API server with its default settings, `upstream:1.36+all` one with every API and feature
/// enabled; neither has a custom resource or an aggregated API. The facts are built in: no request, no file, no
/// cluster. An answer costs a pass over one table of about 10 KB: about a millisecond.
public struct UpstreamSurfaceSource: SurfaceSource {
    /// The releases that there is a table of, oldest first: `1.31` to `1.36`.
    public static let releases = tables.map(\.release)

    /// Where each table is; it is built on first use, so that only a table that is asked for costs anything.
    static let tables: [(release: String, bytes: @Sendable () -> [UInt8])] = [
        ("1.31", { PackageResources.kubernetes_1_31_txt }), ("1.32", { PackageResources.kubernetes_1_32_txt }),
        ("1.33", { PackageResources.kubernetes_1_33_txt }), ("1.34", { PackageResources.kubernetes_1_34_txt }),
        ("1.35", { PackageResources.kubernetes_1_35_txt }), ("1.36", { PackageResources.kubernetes_1_36_txt }),
    ]

    /// Makes a source; it has no state.
    public init() {}

    /// Finds the surface that a text beginning with `upstream:` names; `nil` for any other text.
    ///
    /// The label is the reference's text; no crawl saw it, so it has neither snapshot nor time.
    ///
    /// - Parameter parts: Not looked at: everything is given.
    /// - Throws: ``UpstreamBaselineError`` when the text begins with `upstream:` and is no baseline, or has a moment.
    public func surface(
        for reference: SurfaceReference, parts: SurfaceParts
    ) throws(UpstreamBaselineError) -> ResolvedSurface? {
        guard let name = reference.upstreamName else { return nil }
        if let (release, allAPIs) = Self.baseline(named: name) {
            return ResolvedSurface(label: reference.text, surface: try surface(release: release, allAPIs: allAPIs))
        }
        if let dated = reference.dated, Self.baseline(named: dated.name.dropFirst("upstream:".count)) != nil {
            throw .noHistory(reference.text, name: dated.name)
        }
        throw .unknown(reference.text, releases: Self.releases)
    }

    /// What a plain Kubernetes release serves, groups in discovery order.
    ///
    /// - Parameters:
    ///   - release: One of ``releases``.
    ///   - allAPIs: Whether every API is enabled, or the default ones only.
    /// - Throws: ``UpstreamBaselineError`` when there is no table of that release.
    public func surface(release: String, allAPIs: Bool) throws(UpstreamBaselineError) -> APISurface {
        try table(of: release).surface(allAPIs: allAPIs)
    }

    /// The document that an API server of a release gives at `/version`: compact JSON with sorted keys, with the
    /// release's first patch (`v1.36.0`) as `gitVersion` and nothing of a particular build.
    ///
    /// - Throws: ``UpstreamBaselineError`` when there is no table of that release.
    public func serverVersion(release: String) throws(UpstreamBaselineError) -> String {
        let numbers = release.split(separator: ".")
        guard Self.releases.contains(release), numbers.count == 2 else {
            throw .unknown("upstream:\(release)", releases: Self.releases)
        }
        return """
            {"buildDate":"1970-01-01T00:00:00Z","compiler":"gc","gitCommit":"","gitTreeState":"clean",\
            "gitVersion":"v\(release).0","goVersion":"","major":"\(numbers[0])","minor":"\(numbers[1])",\
            "platform":"linux/amd64"}
            """
    }

    func table(of release: String) throws(UpstreamBaselineError) -> BaselineTable {
        guard let table = Self.tables.first(where: { $0.release == release }) else {
            throw .unknown("upstream:\(release)", releases: Self.releases)
        }
        return try BaselineTable(parsing: table.bytes(), release: release)
    }

    /// Reads `1.36` and `1.36+all`.
    private static func baseline(named name: Substring) -> (release: String, allAPIs: Bool)? {
        let allAPIs = name.hasSuffix("+all")
        let release = String(allAPIs ? name.dropLast("+all".count) : name)
        return releases.contains(release) ? (release, allAPIs) : nil
    }
}
