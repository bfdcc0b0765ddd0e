/// One thing in which two surfaces differ, with all that it takes to make the one of the other.
public struct APIDifference: Hashable, Sendable {
    /// Whether something is on the new side only, or on the old.
    public enum Presence: String, Hashable, Sendable {
        /// On the new side only.
        case added
        /// On the old side only.
        case removed
    }

    /// What differs.
    public enum Change: Hashable, Sendable {
        /// A whole group, and the name of the one before it on its side; `nil` for the first.
        case group(Presence, APIGroup, after: String?)
        /// A whole version, and the one before it on its side; `nil` for the first.
        case version(Presence, APIResourceList, after: String?)
        /// A resource, with those of its subresources that came or went with it behind it.
        case resource(Presence, [APIResource])
        /// A subresource of a resource that is on both sides, or on neither.
        case subresource(Presence, APIResource)
        /// The order of the groups that both sides have.
        case groupOrder(from: [String], to: [String])
        /// The version that the server prefers.
        case preferredVersion(from: String, to: String)
        /// The order of the versions that both sides have.
        case versionOrder(from: [String], to: [String])
        /// What requests and answers are.
        case responseKind(from: GroupVersionKind, to: GroupVersionKind)
        /// Whether objects live in a namespace.
        case scope(fromNamespaced: Bool, toNamespaced: Bool)
        /// The verbs, other ones and not only in another order.
        case verbs(from: [String], to: [String])
        /// The short names or their order.
        case shortNames(from: [String], to: [String])
        /// The categories, other ones and not only in another order.
        case categories(from: [String], to: [String])
        /// The singular name.
        case singularName(from: String, to: String)
        /// The resource that kubectl takes some names for, where there is one on both sides.
        case meaning(names: [String], from: GroupResource, to: GroupResource)
    }

    /// Where.
    public let subject: DifferenceSubject
    /// What.
    public let change: Change
    /// The rule by which it is breaking or not.
    public internal(set) var rule: DifferenceRule
    /// Names that kubectl may no longer take for the resource, because of this.
    let lostNames: [String]

    init(_ subject: DifferenceSubject, _ change: Change, lostNames: [String] = []) {
        self.subject = subject
        self.change = change
        self.lostNames = lostNames
        rule = DifferenceRule(change)
    }

    /// What the difference means for a client.
    public var impact: DifferenceImpact { rule.impact }
}

/// What a difference means for a client of the old side that is given the new.
public enum DifferenceImpact: String, Hashable, Sendable, CaseIterable {
    /// Something that worked does not, or does something else.
    case breaking
    /// There is more than before, or another choice; what worked still does.
    case compatible
    /// Nothing but what people see.
    case cosmetic
}

/// What of a surface a difference is about.
public struct DifferenceSubject: Hashable, Sendable {
    /// How much of a surface that is.
    public enum Level: String, Hashable, Sendable, CaseIterable {
        /// All groups.
        case surface
        /// A group.
        case group
        /// A version of a group.
        case version
        /// A resource.
        case resource
        /// A subresource.
        case subresource
        /// What kubectl takes names for.
        case name
    }

    /// How much of a surface it is.
    public var level: Level
    /// The group's name; `nil` for all groups, `""` for the core group.
    public var group: String?
    /// The version; `nil` for a whole group, and for names.
    public var version: String?
    /// The resource's plural name; of a name, the resource that it meant on the old side.
    public var resource: String?
    /// The subresource, without its resource.
    public var subresource: String?

    /// Makes a subject from its parts.
    public init(
        _ level: Level, group: String? = nil, version: String? = nil, resource: String? = nil,
        subresource: String? = nil
    ) {
        self.level = level
        self.group = group
        self.version = version
        self.resource = resource
        self.subresource = subresource
    }

    /// The group version; `nil` where it is not about one.
    public var groupVersion: GroupVersion? {
        guard let group, let version else { return nil }
        return GroupVersion(group: group, version: version)
    }

    /// `pods`, or `pods/status`; `nil` where it is not about a resource.
    public var resourceName: String? {
        resource.map { resource in subresource.map { "\(resource)/\($0)" } ?? resource }
    }

    static func of(_ resource: APIResource, in groupVersion: GroupVersion) -> DifferenceSubject {
        DifferenceSubject(
            resource.subresource == nil ? .resource : .subresource, group: groupVersion.group,
            version: groupVersion.version, resource: resource.resource, subresource: resource.subresource)
    }
}
