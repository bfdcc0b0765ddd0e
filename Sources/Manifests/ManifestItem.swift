/// What a reader finds in a file, in order.
public enum ManifestItem {
    /// An object.
    case object(ManifestObject)
    /// A document, or an item of a list, that is no object, and what it lacks.
    case other(ManifestPlace, reason: String)
    /// What cannot be read.
    case problem(ManifestProblem)
}
