/// The form in which a server gave its discovery documents.
public enum DiscoveryForm: String, Hashable, Sendable, CaseIterable {
    /// `apidiscovery.k8s.io/v2`: everything in two documents (Kubernetes 1.30 and later).
    case aggregatedV2 = "v2"
    /// `apidiscovery.k8s.io/v2beta1`: the same in beta (1.26 to 1.32).
    case aggregatedV2beta1 = "v2beta1"
    /// One document for each group version: every server speaks it.
    case legacy
    /// `/api` in one form and `/apis` in another.
    case mixed

    /// Whether resources come with the list of groups.
    public var isAggregated: Bool { self == .aggregatedV2 || self == .aggregatedV2beta1 }
}
