/// Why a difference is breaking, compatible or cosmetic.
///
/// The question is what becomes of a client (a program, a manifest, a script with kubectl in it) that was written for the
/// old side and is given the new one.
///
/// | what differs | is | because |
/// |---|---|---|
/// | a group, version, resource or subresource went | breaking | its paths are answered 404, also where the resource is served elsewhere now |
/// | one came | compatible | nobody depends on it yet |
/// | verbs went | breaking | requests with them are answered 405 |
/// | verbs came | compatible | |
/// | the scope changed | breaking | every path of its objects changed |
/// | the kind of a resource, or group, version or kind of what a subresource takes and gives, changed | breaking | clients send and decode something else |
/// | a short or singular name went, and kubectl took it for this resource and no longer does | breaking | commands with it fail, or mean something else |
/// | a name is taken for another resource now | breaking | commands with it do something else |
/// | the same, because the resource that it meant moved there | compatible | commands with it still mean that resource |
/// | short names came | compatible | |
/// | short names went that another version still gives, or another resource had before; their order; a singular name that kubectl guessed anyway | cosmetic | every command means what it did |
/// | categories | compatible | `kubectl get all` lists other resources, and every request works |
/// | the preferred version | compatible | who names no version gets another one; each version that is served still is |
/// | the order of groups or versions | cosmetic | what it does to names and preferred versions is said apart |
///
/// What is not known of one side makes no difference.
public enum DifferenceRule: String, Hashable, Sendable, CaseIterable {
    /// A group is not served any more.
    case groupRemoved
    /// A group is served now.
    case groupAdded
    /// A version is not served any more.
    case versionRemoved
    /// A version is served now.
    case versionAdded
    /// A resource is not served any more.
    case resourceRemoved
    /// A resource is served now.
    case resourceAdded
    /// A subresource is not served any more.
    case subresourceRemoved
    /// A subresource is served now.
    case subresourceAdded
    /// A verb is not supported any more.
    case verbsRemoved
    /// A verb is supported now.
    case verbsAdded
    /// Objects live in a namespace now, or no longer.
    case scopeChanged
    /// Requests and answers are of another kind.
    case kindChanged
    /// Kubectl does not take a name for the resource any more.
    case nameRemoved
    /// Kubectl takes a name for another resource.
    case meaningChanged
    /// Kubectl takes a name for where its resource moved.
    case meaningMoved
    /// There is another short name.
    case shortNamesAdded
    /// The names differ, and mean what they meant.
    case namesChanged
    /// The categories differ.
    case categoriesChanged
    /// Another version is preferred.
    case preferredVersionChanged
    /// Only an order differs.
    case orderChanged

    /// The rule for a change, as far as it alone says.
    init(_ change: APIDifference.Change) {
        self =
            switch change {
            case .group(.removed, _, _): .groupRemoved
            case .group(.added, _, _): .groupAdded
            case .version(.removed, _, _): .versionRemoved
            case .version(.added, _, _): .versionAdded
            case .resource(.removed, _): .resourceRemoved
            case .resource(.added, _): .resourceAdded
            case .subresource(.removed, _): .subresourceRemoved
            case .subresource(.added, _): .subresourceAdded
            case .groupOrder, .versionOrder: .orderChanged
            case .preferredVersion: .preferredVersionChanged
            case .responseKind: .kindChanged
            case .scope: .scopeChanged
            case .verbs(let from, let to): from.allSatisfy(to.contains) ? .verbsAdded : .verbsRemoved
            case .shortNames(let from, let to): to.allSatisfy(from.contains) ? .namesChanged : .shortNamesAdded
            case .singularName: .namesChanged
            case .categories: .categoriesChanged
            case .meaning: .meaningChanged
            }
    }

    /// What a difference by this rule means for a client.
    public var impact: DifferenceImpact {
        switch self {
        case .groupRemoved, .versionRemoved, .resourceRemoved, .subresourceRemoved, .verbsRemoved, .scopeChanged,
            .kindChanged, .nameRemoved, .meaningChanged:
            .breaking
        case .groupAdded, .versionAdded, .resourceAdded, .subresourceAdded, .verbsAdded, .meaningMoved,
            .shortNamesAdded, .categoriesChanged, .preferredVersionChanged:
            .compatible
        case .namesChanged, .orderChanged: .cosmetic
        }
    }

    /// Why, in a few words, without a final full stop.
    public var reason: String {
        switch self {
        case .groupRemoved, .versionRemoved, .resourceRemoved, .subresourceRemoved: "clients that use it get 404"
        case .groupAdded, .versionAdded, .resourceAdded, .subresourceAdded, .verbsAdded, .shortNamesAdded:
            "nobody depends on it yet"
        case .verbsRemoved: "clients that use the verb get 405"
        case .scopeChanged: "the paths of its objects changed"
        case .kindChanged: "clients send and decode another kind"
        case .nameRemoved: "kubectl no longer takes the name for it"
        case .meaningChanged: "kubectl takes the name for another resource"
        case .meaningMoved: "the resource it meant moved there"
        case .namesChanged: "every name means what it did"
        case .categoriesChanged: "kubectl get CATEGORY lists other resources"
        case .preferredVersionChanged: "who names no version gets another"
        case .orderChanged: "only the order differs"
        }
    }
}
