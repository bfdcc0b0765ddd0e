import DiscoveryModel
import Manifests

/// A rule, and where its parts stand.
struct CheckedRule {
    let rule: PolicyRule
    let line: Int
    let resourceLines: [Int]
    let verbLines: [Int]

    init(_ node: ManifestNode) {
        let resources = Self.texts(node["resources"])
        let verbs = Self.texts(node["verbs"])
        rule = PolicyRule(
            apiGroups: Self.texts(node["apiGroups"]).map(\.text), resources: resources.map(\.text),
            verbs: verbs.map(\.text))
        line = node.line
        resourceLines = resources.map(\.line)
        verbLines = verbs.map(\.line)
    }

    private static func texts(_ node: ManifestNode?) -> [(text: String, line: Int)] {
        // Some write one word in place of a list; a server would not take it, and what is meant is plain.
        (node?.items ?? node.map { [$0] } ?? []).compactMap { item in item.text.map { ($0, item.line) } }
    }
}
