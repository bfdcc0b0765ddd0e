import Crypto
import DiscoveryModel
import Foundation

extension FakeCluster {
    /// A cluster with made-up custom resource definitions beside the groups of `base`; equal arguments, equal cluster.
    ///
    /// The definitions are spread evenly over the groups and look like those of real clusters: every third group has
    /// a second version that half of its definitions share, one definition in eight is cluster-scoped, most have a
    /// status subresource, half have a short name and a third a category. Kinds come with explicit group and version.
    /// Every resource, also of `base`, has a `storageVersionHash`.
    ///
    /// - Parameters:
    ///   - count: How many definitions.
    ///   - groups: Over how many groups; no more than `count` are made.
    ///   - base: The groups to begin with.
    public static func synthetic(
        customResourceDefinitions count: Int, groups: Int, on base: [APIGroup] = FakeCluster.small.groups
    ) -> FakeCluster {
        let groupCount = min(max(groups, 0), max(count, 0))
        let made = (0..<groupCount).map { index in
            // The first groups take what is left over by an even spread.
            let size = count / groupCount + (index < count % groupCount ? 1 : 0)
            return group(number: index, size: size)
        }
        var cluster = FakeCluster(groups: base + made)
        cluster.addStorageVersionHashes()
        return cluster
    }

    private static func group(number: Int, size: Int) -> APIGroup {
        let area = areas[number % areas.count]
        let vendor = vendors[number / areas.count % vendors.count]
        let round = number / (areas.count * vendors.count)
        let name = "\(area)\(round == 0 ? "" : String(round + 1)).\(vendor).example.com"
        let versions = number % 3 == 2 ? ["v1", "v1beta1"] : ["v1"]
        return APIGroup(
            name: name, preferredVersion: "v1",
            versions: versions.map { version in
                let groupVersion = GroupVersion(group: name, version: version)
                let definitions = (0..<size).filter { version == "v1" || $0.isMultiple(of: 2) }
                return .init(
                    version: version,
                    resources: .unique(
                        definitions.flatMap { definition(group: number, index: $0, in: groupVersion) },
                        in: groupVersion))
            })
    }

    /// One definition with its subresources.
    ///
    /// - Parameters:
    ///   - group: The number of its group, which decides how it looks.
    ///   - index: Its place in the group, which makes its name unique there.
    private static func definition(group: Int, index: Int, in groupVersion: GroupVersion) -> [APIResource] {
        let number = group + index
        let pairs = adjectives.count * nouns.count
        let round = index / pairs
        // The stride shares no factor with the number of pairs, so that a group meets each pair once a round.
        let pair = (index * 173 + group * 131) % pairs
        let (adjective, noun) = (adjectives[pair / nouns.count], nouns[pair % nouns.count])
        let kind = "\(adjective)\(noun)\(round == 0 ? "" : String(round + 1))"
        let singular = kind.lowercased()
        let responseKind = GroupVersionKind(group: groupVersion.group, version: groupVersion.version, kind: kind)
        let namespaced = number % 8 != 7
        let resource = APIResource(
            resource: singular + "s", singularName: singular, responseKind: responseKind, namespaced: namespaced,
            verbs: ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"],
            shortNames: number.isMultiple(of: 2) ? [shortName(of: kind)] : [],
            categories: number.isMultiple(of: 3) ? [vendors[number % vendors.count]] : [])
        guard number % 10 != 9 else { return [resource] }
        let status = APIResource(
            resource: resource.resource, subresource: "status", responseKind: responseKind, namespaced: namespaced,
            verbs: ["get", "patch", "update"])
        return [resource, status]
    }

    private static func shortName(of kind: String) -> String {
        kind.filter { $0.isUppercase || $0.isNumber }.lowercased() + kind.suffix(1).lowercased()
    }

    private static let areas = [
        "acme", "apps", "auth", "backup", "billing", "build", "cache", "catalog", "config", "data", "deploy", "dns",
        "events", "flow", "gateway", "identity", "infra", "ingress", "logging", "mesh", "metrics", "network",
        "policy", "queue", "storage",
    ]
    private static let vendors = [
        "alder", "birch", "cedar", "cypress", "elm", "fir", "hazel", "holly", "juniper", "larch", "laurel", "linden",
        "maple", "oak", "pine", "poplar", "rowan", "spruce", "willow", "yew",
    ]
    private static let adjectives = [
        "Managed", "Cluster", "Remote", "Shared", "Scheduled", "External", "Virtual", "Federated", "Ephemeral",
        "Regional", "Primary", "Replicated", "Secure", "Dynamic", "Static", "Global", "Local", "Tenant", "Hosted",
        "Composite",
    ]
    private static let nouns = [
        "Backup", "Binding", "Certificate", "Channel", "Cluster", "Connector", "Database", "Endpoint", "Gateway",
        "Instance", "Listener", "Machine", "Pipeline", "Placement", "Pool", "Profile", "Release", "Reservation",
        "Restore", "Route", "Schedule", "Snapshot", "Topic", "Volume", "Workflow",
    ]
}

extension FakeCluster {
    /// Gives every resource the hash of its kind in its group's preferred version.
    ///
    /// Made as in apiserver's `endpoints/discovery/storageversionhash.go`: the first eight bytes of the SHA-256 of
    /// `GROUP/VERSION/KIND`, in base64.
    public mutating func addStorageVersionHashes() {
        for group in groups {
            for version in group.versions {
                guard let list = version.resources else { continue }
                var hashes: [String: String] = [:]
                for resource in list.resources where resource.subresource == nil {
                    let stored = "\(group.name)/\(group.preferredVersion)/\(resource.kind)"
                    hashes[resource.name] = Data(SHA256.hash(data: Data(stored.utf8)).prefix(8)).base64EncodedString()
                }
                storageVersionHashes[list.groupVersion] = hashes
            }
        }
    }
}
