extension SurfaceIndex {
    /// Says what is wrong with a rule: resources that none of its groups serves, and verbs that its resources lack.
    ///
    /// A resource counts as served when one of the rule's groups has it in any version, so that a rule may name a group
    /// of older or newer servers beside the one that is there. What only authorizers know (`nodes/metrics`, `users`,
    /// `*/finalizers`, `impersonate`, `bind` and the like) is never found fault with.
    public func findings(in rule: PolicyRule) -> [RuleFinding] {
        if rule.resources.isEmpty || rule.verbs == [AuthorizationNames.audienceVerb] { return [] }
        let scope = RuleScope(rule)
        var findings: [RuleFinding] = []
        var supported: [Set<String>?] = []
        var known: [String: Found] = [:]
        for (position, item) in rule.resources.enumerated() {
            let found = known[item] ?? found(item, in: scope)
            known[item] = found
            supported.append(found.verbs)
            if let finding = found.finding(position) { findings.append(finding) }
        }
        let all = supported.compactMap(\.self).reduce(into: Set<String>()) { $0.formUnion($1) }
        let given = AuthorizationNames.requestVerbs.filter(Set(rule.verbs).contains)
        for (position, verb) in rule.verbs.enumerated() where !AuthorizationNames.isSpecial(verb: verb) {
            if !AuthorizationNames.requestVerbs.contains(verb) {
                if !all.contains(verb) {
                    findings.append(.unknownVerb(verb: position, near: AuthorizationNames.requestVerbs(near: verb)))
                }
            } else if !all.contains(verb) && !supported.contains(nil) {
                findings.append(.unsupportedVerb(verb: position, supported: Self.sorted(all)))
            }
        }
        // Where all resources are known, a verb that none of them has is said once, above.
        let expected = supported.contains(nil) ? given : given.filter(all.contains)
        for (position, verbs) in supported.enumerated() {
            guard let verbs else { continue }
            let lacking = expected.filter { !verbs.contains($0) }
            if lacking.isEmpty { continue }
            findings.append(.lackingVerbs(resource: position, verbs: lacking, supported: Self.sorted(verbs)))
        }
        return findings
    }

    /// Spells out what a rule covers: each resource and subresource once, by group and name, with the verbs of the rule
    /// that it has.
    public func resources(coveredBy rule: PolicyRule) -> [CoveredResource] {
        let scope = RuleScope(rule)
        var covered: [GroupVersion: Set<String>] = [:]
        for item in Set(rule.resources) {
            for entry in resources(matching: item) where scope.includes(entry) {
                // A group and a name beside each other sort as a group version does.
                let key = GroupVersion(group: entry.groupVersion.group, version: entry.resource.name)
                covered[key, default: []].formUnion(entry.resource.verbs)
            }
        }
        let verbs = Set(rule.verbs)
        return covered.sorted { $0.key < $1.key }.compactMap { key, supported in
            let kept = verbs.contains("*") ? supported : supported.intersection(verbs)
            return kept.isEmpty
                ? nil : CoveredResource(group: key.group, name: key.version, verbs: Self.sorted(kept))
        }
    }

    /// The resources and subresources that an item of a rule's resources means, in whatever group: as the authorizer
    /// decides (`ResourceMatches` of `pkg/apis/rbac/v1/evaluation_helpers.go`), to whom `pods/*` means nothing.
    private func resources(matching item: String) -> [Entry] {
        if item == "*" { return entries }
        return item.hasPrefix("*/") ? resources(withSubresource: String(item.dropFirst(2))) : resources(named: item)
    }

    /// Which groups a rule is about.
    private struct RuleScope {
        let groups: Set<String>
        let hasAllGroups: Bool
        /// Whether to guess what was meant, which costs a look at everything for each resource.
        let guesses: Bool

        init(_ rule: PolicyRule) {
            groups = Set(rule.apiGroups)
            hasAllGroups = groups.contains("*")
            guesses = rule.resources.count <= 100
        }

        func includes(_ group: String) -> Bool { hasAllGroups || groups.contains(group) }

        func includes(_ entry: Entry) -> Bool { includes(entry.groupVersion.group) }
    }

    /// What is known of one item of a rule's resources.
    private struct Found {
        /// The verbs of what it means; `nil` where they are not known.
        var verbs: Set<String>?
        var unserved: RuleFinding.Unserved?
        var unknown: [GroupVersion] = []

        func finding(_ position: Int) -> RuleFinding? {
            if !unknown.isEmpty { return .unknown(resource: position, groupVersions: unknown) }
            return unserved.map { .unserved(resource: position, why: $0) }
        }
    }

    private func found(_ item: String, in scope: RuleScope) -> Found {
        if scope.groups.isEmpty { return Found(unserved: .noGroups) }
        let matching = resources(matching: item)
        let inScope = matching.filter(scope.includes)
        if !inScope.isEmpty { return Found(verbs: inScope.reduce(into: []) { $0.formUnion($1.resource.verbs) }) }
        if isKnownToAuthorizers(item, in: scope) { return Found() }
        let unknown = resolved.surface.groups.filter { scope.includes($0.name) }.flatMap(unknownVersions(of:))
        if !unknown.isEmpty { return Found(unknown: unknown) }
        if item != "*" && item.hasSuffix("/*") { return Found(unserved: .meaningless) }
        if item.hasPrefix("*") { return Found(unserved: .nowhere(near: [])) }
        var seen: Set<String> = []
        let others = matching.map(\.groupVersion.group).filter { seen.insert($0).inserted }
        if !others.isEmpty { return Found(unserved: .otherGroups(others)) }
        return Found(unserved: .nowhere(near: scope.guesses ? resources(near: item, in: scope) : []))
    }

    private func isKnownToAuthorizers(_ item: String, in scope: RuleScope) -> Bool {
        if AuthorizationNames.groups(withSpecial: item).contains(where: scope.includes) { return true }
        let parts = item.split(separator: "/", maxSplits: 1)
        guard parts.count == 2, parts[1] == AuthorizationNames.finalizers else { return false }
        return parts[0] == "*" || resources(named: String(parts[0])).contains(where: scope.includes)
    }

    /// Resources that somebody may have meant: those of which the item is the singular name, a short name or the kind,
    /// else those nearest to it; of the rule's groups where these have some, at most three.
    private func resources(near item: String, in scope: RuleScope) -> [RuleFinding.NearResource] {
        let word = item.lowercased()
        let letters = Array(word.utf8)
        let limit = NearWords.slips(in: letters.count)
        var distances: [RuleFinding.NearResource: Int] = [:]
        for entry in entries {
            let resource = entry.resource
            let near = RuleFinding.NearResource(name: resource.name, group: entry.groupVersion.group)
            guard distances[near] == nil else { continue }
            let isOther =
                resource.subresource == nil
                && ([resource.singularName, resource.kind.lowercased()] + resource.shortNames).contains(word)
            let distance = isOther ? 0 : NearWords.distance(letters, Array(resource.name.utf8))
            guard distance <= limit else { continue }
            distances[near] = 2 * distance + (scope.includes(near.group) ? 0 : 1)
        }
        let nearest = distances.values.min()
        let near = distances.filter { $0.value == nearest }.map(\.key)
        return Array(near.sorted { ($0.name, $0.group) < ($1.name, $1.group) }.prefix(3))
    }

    private static func sorted(_ verbs: Set<String>) -> [String] { verbs.sorted { $0.precedes($1) } }
}
