/// What is wrong with a rule, as far as a surface can say.
///
/// Items are given by their positions in the rule's lists.
public enum RuleFinding: Hashable, Sendable {
    /// None of the rule's groups serves this resource.
    case unserved(resource: Int, why: Unserved)
    /// None of the rule's groups is known to serve this resource, and of some of them it was never known what they serve.
    case unknown(resource: Int, groupVersions: [GroupVersion])
    /// There is no such verb; verbs of nearly this name.
    case unknownVerb(verb: Int, near: [String])
    /// None of the rule's resources has this verb; the verbs that they have.
    case unsupportedVerb(verb: Int, supported: [String])
    /// A resource lacks verbs that others of the rule's resources have; the verbs that it has.
    case lackingVerbs(resource: Int, verbs: [String], supported: [String])

    /// Why a resource is not served.
    public enum Unserved: Hashable, Sendable {
        /// The rule names no group.
        case noGroups
        /// To the authorizer the item means no resource at all: `pods/*`.
        case meaningless
        /// Other groups serve it.
        case otherGroups([String])
        /// Nothing serves it; resources of nearly this name, as `deployments` and group.
        case nowhere(near: [NearResource])
    }

    /// A resource that somebody may have meant.
    public struct NearResource: Hashable, Sendable {
        /// `deployments`, `pods/log`.
        public var name: String
        /// `""` is the core group.
        public var group: String

        /// Names a resource.
        public init(name: String, group: String) {
            self.name = name
            self.group = group
        }
    }
}
