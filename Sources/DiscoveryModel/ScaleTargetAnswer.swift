/// Whether a horizontal pod autoscaler can scale the objects of a kind.
public enum ScaleTargetAnswer: Hashable, Sendable {
    /// The kind is served and has a `scale` subresource.
    case scalable
    /// The kind is served without a `scale` subresource.
    case unscalable
    /// The group does not serve the kind; group versions of other groups that have one of its name.
    case unserved(elsewhere: [GroupVersion])
    /// The group is not known to serve the kind, and of some versions it was never known what they serve.
    case unknown([GroupVersion])
}
