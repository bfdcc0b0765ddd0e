import DiscoveryModel

/// A ClusterRole of rbac.authorization.k8s.io/v1 that allows exactly what a surface lists.
struct ClusterRoleManifest {
    struct Rule {
        var apiGroup: String
        var resources: [String]
        var verbs: [String]
    }

    /// By group, then first resource.
    private(set) var rules: [Rule] = []
    /// Names with an asterisk, which in a role would stand for everything.
    private(set) var refused: [String] = []

    /// Gathers what a surface allows: a role knows no versions, so a resource has the verbs of all of them.
    ///
    /// - Parameter wanted: Only these verbs; `nil` for all.
    init(_ lists: [APIResourceList], verbs wanted: Set<String>?) {
        var verbs: [String: [String: Set<String>]] = [:]
        for list in lists {
            let group = list.groupVersion.group
            for resource in list.resources {
                guard !([group, resource.name] + resource.verbs).contains(where: { $0.contains("*") }) else {
                    refused.append("\(list.groupVersion) \(resource.name)")
                    continue
                }
                let allowed = resource.verbs.filter { wanted?.contains($0) ?? true }
                if !allowed.isEmpty { verbs[group, default: [:]][resource.name, default: []].formUnion(allowed) }
            }
        }
        for (group, resources) in verbs.sorted(by: { $0.key.precedes($1.key) }) {
            rules += Self.rules(group, resources)
        }
    }

    /// A rule for each set of verbs.
    private static func rules(_ group: String, _ resources: [String: Set<String>]) -> [Rule] {
        var rules: [Rule] = []
        var positions: [Set<String>: Int] = [:]
        for (name, verbs) in resources.sorted(by: { $0.key.precedes($1.key) }) {
            if let position = positions[verbs] {
                rules[position].resources.append(name)
            } else {
                positions[verbs] = rules.count
                rules.append(
                    Rule(apiGroup: group, resources: [name], verbs: verbs.sorted { $0.precedes($1) }))
            }
        }
        return rules
    }

    /// The manifest.
    func value(name: String) -> OutputValue {
        .object([
            "apiVersion": .text("rbac.authorization.k8s.io/v1"), "kind": .text("ClusterRole"),
            "metadata": .object(["name": .text(name)]),
            "rules": .list(
                rules.map { rule in
                    .object([
                        "apiGroups": .texts([rule.apiGroup]), "resources": .texts(rule.resources),
                        "verbs": .texts(rule.verbs),
                    ])
                }),
        ])
    }

    /// A name that no role of Kubernetes' own has.
    static func name(for label: String) -> String {
        let kept = label.lowercased().unicodeScalars.map { scalar in
            scalar.isASCII && (("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)) ? String(scalar) : "-"
        }
        return "crawlctl-" + kept.joined().split(separator: "-").joined(separator: "-").prefix(200)
    }

    /// Whether an object can have a name: roles may be called whatever can be part of a path.
    static func isName(_ name: String) -> Bool {
        !["", ".", ".."].contains(name) && !name.contains("/") && !name.contains("%") && name.utf8.count <= 253
    }
}
