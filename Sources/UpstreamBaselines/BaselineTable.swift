import DiscoveryModel

/// One release's facts: what it serves by default, and what it serves with every API enabled.
///
/// The text it is read from explains itself at its top; see ``init(parsing:release:)``.
struct BaselineTable: Sendable {
    /// On which of the two servers something is.
    enum Serving: Sendable {
        case always
        /// `+all`: only where every API is enabled.
        case onlyWithAllAPIs
        /// `-all`: only with default settings.
        case onlyByDefault

        func includes(allAPIs: Bool) -> Bool {
            switch self {
            case .always: true
            case .onlyWithAllAPIs: allAPIs
            case .onlyByDefault: !allAPIs
            }
        }

        /// What is beneath something is at most where that is; `nil` when that is nowhere.
        func beneath(_ outer: Serving) -> Serving? {
            switch (outer, self) {
            case (.always, _): self
            case (_, .always): outer
            default: self == outer ? self : nil
            }
        }
    }

    struct Group: Sendable {
        let name: String
        let serving: Serving
        /// Where the preferred version is not the first.
        var preferences: [(version: String, serving: Serving, line: Int)] = []
        var versions: [Version] = []
        let line: Int
    }

    struct Version: Sendable {
        let version: String
        let serving: Serving
        var resources: [Resource] = []
        let line: Int
    }

    struct Resource: Sendable {
        let resource: APIResource
        let serving: Serving
        let line: Int
    }

    let release: String
    var groups: [Group] = []

    /// The surface of one of the two servers.
    ///
    /// - Throws: ``UpstreamBaselineError`` with the line that makes no sense on that server.
    func surface(allAPIs: Bool) throws(UpstreamBaselineError) -> APISurface {
        var surface = APISurface(groups: [])
        surface.groups.reserveCapacity(groups.count)
        for group in groups where group.serving.includes(allAPIs: allAPIs) {
            surface.groups.append(try apiGroup(group, allAPIs: allAPIs))
        }
        return surface
    }

    private func apiGroup(_ group: Group, allAPIs: Bool) throws(UpstreamBaselineError) -> APIGroup {
        let server = allAPIs ? "with every API enabled" : "by default"
        var versions: [APIGroup.Version] = []
        for version in group.versions where version.serving.includes(allAPIs: allAPIs) {
            guard !versions.contains(where: { $0.version == version.version }) else {
                throw .broken(release, line: version.line, "version \(version.version) is there twice \(server)")
            }
            versions.append(
                APIGroup.Version(
                    version: version.version, resources: try list(version, of: group.name, allAPIs: allAPIs)))
        }
        guard let first = versions.first else {
            throw .broken(release, line: group.line, "group \(group.name) has no version \(server)")
        }
        let preferences = group.preferences.filter { $0.serving.includes(allAPIs: allAPIs) }
        for (index, preference) in preferences.enumerated()
        where index > 0 || !versions.contains(where: { $0.version == preference.version }) {
            throw .broken(release, line: preference.line, "\(preference.version) cannot be preferred \(server)")
        }
        return APIGroup(
            name: group.name, preferredVersion: preferences.first?.version ?? first.version, versions: versions)
    }

    private func list(
        _ version: Version, of group: String, allAPIs: Bool
    ) throws(UpstreamBaselineError) -> APIResourceList {
        var names: Set<String> = []
        var resources: [APIResource] = []
        for entry in version.resources where entry.serving.includes(allAPIs: allAPIs) {
            guard names.insert(entry.resource.name).inserted else {
                throw .broken(release, line: entry.line, "\(entry.resource.name) is there twice")
            }
            resources.append(entry.resource)
        }
        do {
            return try APIResourceList(
                groupVersion: GroupVersion(group: group, version: version.version), resources: resources)
        } catch {
            throw .broken(release, line: version.line, error.description)
        }
    }
}

extension UpstreamBaselineError {
    static func broken(_ release: String, line: Int, _ cause: String) -> UpstreamBaselineError {
        UpstreamBaselineError(
            .brokenTable(line: line), what: "cannot read the table of Kubernetes \(release), line \(line)",
            cause: cause)
    }
}
