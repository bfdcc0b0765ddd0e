/// What kubectl makes of the name of a resource: `po`, `pods`, `pod`, `deployments.apps`, `deployments.v1.apps`,
/// `Deployment`, or of a category: `all`.
///
/// Follows, step by step, cli-runtime's `resource.Builder.mappingFor`, and client-go's `restmapper` (`discovery.go`,
/// `shortcut.go`) with apimachinery's `meta.PriorityRESTMapper` and `DefaultRESTMapper` below it. What is not followed are
/// the names that client-go makes up for kinds of lists (`podlists`), which no server serves.
public struct NameResolution: Sendable {
    /// A resource that a name may mean.
    public struct Candidate: Hashable, Sendable {
        /// Where it is served.
        public var groupVersion: GroupVersion
        /// The resource.
        public var resource: APIResource
        /// Why it is the one, or not.
        public var reason: String

        func isAlso(_ groupVersion: GroupVersion, _ resource: APIResource) -> Bool {
            self.groupVersion == groupVersion && self.resource == resource
        }
    }

    /// What the name means: one resource, or every resource of a category; empty when it means nothing.
    public private(set) var winners: [Candidate] = []
    /// What it could have meant, in the order of preference.
    public private(set) var losers: [Candidate] = []

    /// Resolves a name.
    ///
    /// - Parameters:
    ///   - name: As a user types it behind `kubectl get`.
    ///   - surface: What is served, its groups in discovery order; group versions without known resources do not count.
    ///   - categories: Whether it may be a category, which `kubectl explain` knows nothing of.
    public init(_ name: String, in surface: APISurface, categories: Bool = true) {
        let mapper = ResourceMapper(surface)
        let members = categories ? mapper.category(name) : []
        resolve(name, mapper)
        guard !members.isEmpty else { return }
        // kubectl looks for a category before it looks for a resource.
        losers = (winners + losers).map { candidate in
            var candidate = candidate
            candidate.reason = "a category of that name comes before resources"
            return candidate
        }
        winners = members.compactMap { member in
            var resolution = NameResolution()
            resolution.resolve(member, mapper)
            var winner = resolution.winners.first
            winner?.reason = "in the category \(name)"
            return winner
        }
        losers.removeAll { loser in
            winners.contains { $0.isAlso(loser.groupVersion, loser.resource) }
        }
    }

    /// Resolves a name as kubectl would now: group versions that are not current count only where nothing else has the name.
    public init(_ name: String, in resolved: ResolvedSurface, categories: Bool = true) {
        var current = resolved.surface
        for (index, group) in current.groups.enumerated() {
            for position in group.versions.indices {
                let groupVersion = GroupVersion(group: group.name, version: group.versions[position].version)
                if resolved.state(of: groupVersion) != .current {
                    current.groups[index].versions[position].resources = nil
                }
            }
        }
        self.init(name, in: current, categories: categories)
        if winners.isEmpty { self.init(name, in: resolved.surface, categories: categories) }
    }

    /// The first of winners and losers of which something is true.
    public func first(where isWanted: (Candidate) -> Bool) -> Candidate? {
        winners.first(where: isWanted) ?? losers.first(where: isWanted)
    }

    private init() {}

    private mutating func resolve(_ name: String, _ mapper: ResourceMapper) {
        let argument = NameArgument(name)
        for (asked, how) in [(argument.fullResource, "version and group as given"), (argument.groupResource, "")] {
            guard let asked else { continue }
            let expanded = mapper.expandingShortName(asked)
            let found = mapper.resources(matching: expanded.asked)
            guard let chosen = mapper.first(of: found) else { continue }
            let reason = Self.reason(expanded, asked, how, chosen, isOnly: found.count == 1)
            winners = [.init(groupVersion: chosen.groupVersion, resource: chosen.resource, reason: reason)]
            losers =
                found.filter { $0 != chosen }.map { mapper.loser($0, to: chosen) }
                + expanded.others.map { other in
                    .init(
                        groupVersion: other.groupVersion, resource: other.resource,
                        reason: "its short name comes later in the discovery order")
                }
            if !asked.version.isEmpty { addReadingAsGroup(argument, mapper) }
            return
        }
        for asked in [argument.fullKind, argument.groupKind].compactMap(\.self) {
            let found = mapper.kinds(matching: asked)
            guard let chosen = mapper.first(of: found) else { continue }
            winners = [
                .init(
                    groupVersion: chosen.groupVersion, resource: chosen.resource,
                    reason: "its kind in exactly this group")
            ]
            losers = found.filter { $0 != chosen }.map { mapper.loser($0, to: chosen) }
            return
        }
    }

    /// Adds what the name means when all behind the first dot is the group, to the losers.
    private mutating func addReadingAsGroup(_ argument: NameArgument, _ mapper: ResourceMapper) {
        guard let full = argument.fullResource, let asked = argument.groupResource else { return }
        for other in mapper.resources(matching: mapper.expandingShortName(asked).asked)
        where !(winners + losers).contains(where: { $0.isAlso(other.groupVersion, other.resource) }) {
            losers.append(
                .init(
                    groupVersion: other.groupVersion, resource: other.resource,
                    reason: "\(full.version) is taken for a version, \(full.group) for the group"))
        }
    }

    private static func reason(
        _ expanded: ResourceMapper.Expansion, _ asked: NameArgument.Resource, _ how: String,
        _ chosen: ResourceMapper.Mapping, isOnly: Bool
    ) -> String {
        var parts: [String] = []
        if expanded.isShortName {
            parts.append("short name")
        } else {
            let name = asked.name.lowercased()
            parts.append(name == chosen.resource.resource ? "plural name" : "singular name")
        }
        if !how.isEmpty && !expanded.isShortName { parts.append(how) }
        if how.isEmpty && !asked.group.isEmpty {
            parts.append(asked.group == chosen.groupVersion.group ? "group as given" : "group begins so")
        }
        if isOnly && expanded.others.isEmpty { parts.append("the only one") }
        return parts.joined(separator: ", ")
    }
}
