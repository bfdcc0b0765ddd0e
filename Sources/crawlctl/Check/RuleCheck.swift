import DiscoveryModel

/// Checks one rule of a Role or ClusterRole on one surface.
struct RuleCheck {
    let object: CheckedObject
    let rule: CheckedRule
    let index: SurfaceIndex

    /// What is wrong with the rule, by line, and where that is wanted what its wildcards cover.
    func findings(expandsWildcards: Bool) -> [Finding] {
        let found = index.findings(in: rule.rule).map(finding)
        let sorted = found.enumerated().sorted { one, other in
            (one.element.place.line, one.offset) < (other.element.place.line, other.offset)
        }
        return sorted.map(\.element) + (expandsWildcards && rule.rule.hasWildcard ? covered() : [])
    }

    private func covered() -> [Finding] {
        index.resources(coveredBy: rule.rule).map { covered in
            let name = covered.group.isEmpty ? covered.name : "\(covered.name).\(covered.group)"
            var finding = Finding(
                .covers, .notice, of: object, line: rule.line,
                message: "\(name): \(covered.verbs.joined(separator: ", "))")
            finding.resource = name
            finding.verbs = covered.verbs
            return finding
        }
    }

    private func finding(_ found: RuleFinding) -> Finding {
        switch found {
        case .unserved(let position, let why):
            return finding(.noResource, .warning, resource: position, unserved(rule.rule.resources[position], why))
        case .unknown(let position, let versions):
            return finding(
                .unknown, .warning, resource: position,
                "\(rule.rule.resources[position]): \(KindText.neverKnown(versions))")
        case .unknownVerb(let position, let near):
            let verb = rule.rule.verbs[position]
            return finding(
                verb: position,
                "there is no verb \(verb)" + (near.isEmpty ? "" : "; near are: \(near.joined(separator: ", "))"))
        case .unsupportedVerb(let position, let supported):
            let resources = rule.rule.resources
            let subject = resources.count == 1 ? "\(resources[0]) has no" : "no resource of the rule has"
            return finding(
                verb: position, "\(subject) \(rule.rule.verbs[position]), only \(supported.joined(separator: ", "))")
        case .lackingVerbs(let position, let verbs, let supported):
            var finding = finding(
                .noVerb, .notice, resource: position,
                "\(rule.rule.resources[position]) has only \(supported.joined(separator: ", ")), not "
                    + verbs.joined(separator: ", "))
            finding.verbs = verbs
            return finding
        }
    }

    private func finding(
        _ status: Finding.Status, _ level: Finding.Level, resource position: Int, _ message: String
    ) -> Finding {
        var finding = Finding(status, level, of: object, line: rule.resourceLines[position], message: message)
        finding.resource = rule.rule.resources[position]
        return finding
    }

    private func finding(verb position: Int, _ message: String) -> Finding {
        var finding = Finding(.noVerb, .warning, of: object, line: rule.verbLines[position], message: message)
        finding.resource = rule.rule.resources.count == 1 ? rule.rule.resources[0] : nil
        finding.verbs = [rule.rule.verbs[position]]
        return finding
    }

    private func unserved(_ resource: String, _ why: RuleFinding.Unserved) -> String {
        let groups = rule.rule.apiGroups
        switch why {
        case .noGroups: return "the rule names no API group; the name of the core group is \"\""
        case .meaningless: return "\(resource) matches nothing: RBAC knows */SUBRESOURCE, not RESOURCE/*"
        case .otherGroups(let others):
            return absence(resource) + "; \(others.map(GroupText.name).joined(separator: ", ")) has them" + groupHint
        case .nowhere(let near):
            let names = near.map { name in
                groups.contains(name.group) || groups.contains("*")
                    ? name.name : "\(name.name) of \(GroupText.name(name.group))"
            }
            return absence(resource) + (names.isEmpty ? "" : "; near are: \(names.joined(separator: ", "))") + groupHint
        }
    }

    private func absence(_ resource: String) -> String {
        let groups = rule.rule.apiGroups
        if groups.contains("*") { return "no group serves \(resource)" }
        let what = resource == "*" ? "serves anything" : "serves \(resource)"
        return groups.count == 1
            ? "\(GroupText.name(groups[0])) \(resource == "*" ? "serves nothing" : "serves no \(resource)")"
            : "none of \(groups.map(GroupText.name).joined(separator: ", ")) \(what)"
    }

    /// What people often write in place of a group.
    private var groupHint: String {
        for group in rule.rule.apiGroups {
            if group == "v1" || group == "core" || group == "core/v1" { return "; the name of the core group is \"\"" }
            if let slash = group.firstIndex(of: "/") { return "; a group has no version: \(group[..<slash])" }
        }
        return ""
    }
}
