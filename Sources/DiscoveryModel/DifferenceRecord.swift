/// One difference in the form in which it is printed and kept: which thing, which field of it, and what each side has.
public struct DifferenceRecord: Hashable, Sendable {
    /// What happened to the thing.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// It is on the new side only.
        case added
        /// It is on the old side only.
        case removed
        /// It is on both sides, and a field differs.
        case changed
    }

    /// A field that can differ; named as in the JSON of resources and groups.
    public enum Field: String, Hashable, Sendable, CaseIterable {
        /// The order of the groups that both sides have.
        case groups
        /// The group's preferred version.
        case preferredVersion
        /// The order of the versions that both sides have.
        case versions
        /// The kind of requests and answers, where their group and version are the same.
        case kind
        /// Group, version and kind of requests and answers.
        case responseKind
        /// Whether objects live in a namespace.
        case namespaced
        /// The verbs.
        case verbs
        /// The short names.
        case shortNames
        /// The categories.
        case categories
        /// The singular name.
        case singularName
        /// The resource that kubectl takes names for.
        case meaning
    }

    /// What happened.
    public var kind: Kind
    /// To what.
    public var subject: DifferenceSubject
    /// The names that mean another resource; empty for everything else.
    public var names: [String]
    /// Which field differs; `nil` for what was added or removed.
    public var field: Field?
    /// What the old side has.
    public var from: DifferenceValue
    /// What the new side has.
    public var to: DifferenceValue
    /// The rule by which it is breaking or not.
    public var rule: DifferenceRule
    /// How many resources came or went by it, without subresources.
    public var resourceCount: Int

    /// Makes a record from its parts.
    public init(
        kind: Kind, subject: DifferenceSubject, names: [String] = [], field: Field? = nil, from: DifferenceValue,
        to: DifferenceValue, rule: DifferenceRule, resourceCount: Int = 0
    ) {
        self.kind = kind
        self.subject = subject
        self.names = names
        self.field = field
        self.from = from
        self.to = to
        self.rule = rule
        self.resourceCount = resourceCount
    }

    /// What it means for a client.
    public var impact: DifferenceImpact { rule.impact }

    /// What it is about in one word: `apps`, `apps/v1`, `deployments.v1.apps`, `pods.v1`, or the names; `nil` for the
    /// order of groups.
    public var subjectName: String? {
        if !names.isEmpty { return names.joined(separator: ", ") }
        guard let group = subject.group else { return nil }
        let groupText = group.isEmpty ? "(core)" : group
        guard let groupVersion = subject.groupVersion else { return groupText }
        guard let resource = subject.resourceName else { return groupVersion.description }
        return group.isEmpty ? "\(resource).\(groupVersion.version)" : "\(resource).\(groupVersion.version).\(group)"
    }
}

extension APIDifference {
    /// What happened to the thing.
    public var kind: DifferenceRecord.Kind {
        switch change {
        case .group(let side, _, _), .version(let side, _, _), .resource(let side, _), .subresource(let side, _):
            side == .added ? .added : .removed
        default: .changed
        }
    }

    /// The same for printing and keeping; of whole groups and versions it holds the names of their resources alone.
    public var record: DifferenceRecord {
        func presence(_ presence: Presence, _ value: DifferenceValue) -> DifferenceRecord {
            DifferenceRecord(
                kind: kind, subject: subject,
                from: presence == .removed ? value : .none, to: presence == .added ? value : .none, rule: rule,
                resourceCount: resourceCount)
        }
        func field(_ field: DifferenceRecord.Field, _ from: DifferenceValue, _ to: DifferenceValue) -> DifferenceRecord
        {
            DifferenceRecord(kind: .changed, subject: subject, field: field, from: from, to: to, rule: rule)
        }
        switch change {
        case .group(let side, let group, _): return presence(side, DifferenceValue(group))
        case .version(let side, let list, _): return presence(side, DifferenceValue(list))
        case .resource(let side, let resources):
            let subresources = resources.dropFirst().compactMap(\.subresource)
            return presence(side, resources.first.map { DifferenceValue($0, subresources: subresources) } ?? .none)
        case .subresource(let side, let resource):
            return presence(side, DifferenceValue(resource, subresources: nil))
        case .groupOrder(let from, let to): return field(.groups, .texts(from), .texts(to))
        case .preferredVersion(let from, let to): return field(.preferredVersion, .text(from), .text(to))
        case .versionOrder(let from, let to): return field(.versions, .texts(from), .texts(to))
        case .responseKind(let from, let to):
            if from.group == to.group && from.version == to.version {
                return field(.kind, .text(from.kind), .text(to.kind))
            }
            return field(.responseKind, DifferenceValue(from), DifferenceValue(to))
        case .scope(let from, let to): return field(.namespaced, .flag(from), .flag(to))
        case .verbs(let from, let to): return field(.verbs, .texts(from), .texts(to))
        case .shortNames(let from, let to): return field(.shortNames, .texts(from), .texts(to))
        case .categories(let from, let to): return field(.categories, .texts(from), .texts(to))
        case .singularName(let from, let to): return field(.singularName, .text(from), .text(to))
        case .meaning(let names, let from, let to):
            var record = field(.meaning, .text(from.description), .text(to.description))
            record.names = names
            return record
        }
    }
}
