/// The name of a resource, wherever it is or was served: `deployments`, `deploy`, `Deployment`, `deployments.apps`,
/// `deployments.v1.apps`, `apps/v1/deployments`, each also with a subresource behind a slash.
///
/// Names are read as kubectl reads them (see ``NameResolution``), except that all groups count which have a resource of
/// that name, and not only the one that kubectl takes.
public struct ResourcePattern: Hashable, Sendable {
    /// Where a resource may be.
    private enum Place: Hashable {
        case anywhere
        case groups(beginning: String)
        case version(GroupVersion)
    }

    /// The resource's name as it was written, without group, version and subresource.
    public let name: String
    /// The subresource; `nil` where the resource itself is meant, with all its subresources.
    public let subresource: String?
    private let places: [Place]

    /// Reads a name; `nil` when it is empty or has an empty part.
    public init?(_ text: String) {
        var parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard !parts.contains("") else { return nil }
        if let index = parts.prefix(2).firstIndex(where: Self.isVersion), parts.count > index + 1 {
            places = [.version(GroupVersion(group: index == 0 ? "" : parts[0], version: parts[index]))]
            parts.removeFirst(index + 1)
            name = parts[0]
        } else {
            let argument = NameArgument(parts[0])
            name = argument.groupResource?.name ?? ""
            var places: [Place] = []
            if let full = argument.fullResource {
                places.append(.version(GroupVersion(group: full.group, version: full.version)))
            }
            let group = argument.groupResource?.group ?? ""
            places.append(group.isEmpty ? .anywhere : .groups(beginning: group))
            self.places = places
        }
        guard !name.isEmpty, parts.count < 3 else { return nil }
        subresource = parts.count == 2 ? parts[1] : nil
    }

    /// Whether a group version is one of those in which the resource is looked for.
    public func includes(_ groupVersion: GroupVersion) -> Bool {
        places.contains { place in
            switch place {
            case .anywhere: true
            case .groups(let beginning): groupVersion.group.hasPrefix(beginning)
            case .version(let one): one == groupVersion
            }
        }
    }

    /// Those of some resources that have the name, by the best way in which any of them has it: as plural or singular
    /// name, else as short name, else as kind.
    public func matches(
        _ resources: [(groupVersion: GroupVersion, resource: APIResource)]
    ) -> [(groupVersion: GroupVersion, resource: APIResource)] {
        let small = name.lowercased()
        let included = resources.filter { includes($0.groupVersion) }
        let named = included.filter { $0.resource.resource == small || $0.resource.singular == small }
        if !named.isEmpty { return named }
        let short = included.filter { $0.resource.shortNames.contains(name) }
        if !short.isEmpty { return short }
        return included.filter { $0.resource.kind == name || $0.resource.kind.lowercased() == name }
    }

    /// `v1`, `v2beta3`: what is written before a slash and is a version and no resource.
    private static func isVersion(_ text: String) -> Bool {
        text.wholeMatch(of: /v[0-9]+((alpha|beta)[0-9]+)?/) != nil
    }
}
