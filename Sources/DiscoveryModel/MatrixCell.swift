/// What the clusters of one set serve in one row of a ``SurfaceMatrix``.
public struct MatrixCell: Hashable, Sendable {
    /// One version.
    public struct Version: Hashable, Sendable {
        /// Its name.
        public let version: String
        /// Whether it is the one that is taken where none is asked for: the group's preferred version, or for a resource
        /// that this lacks the first that has it.
        public internal(set) var preferred: Bool
        /// Which of several contents it has there, 1 for the one that most clusters have; `nil` where that was never seen.
        ///
        /// Without being seen a group version is known to be served; whether a resource is in it is not.
        public internal(set) var variant: Int?
    }

    /// In the server's order; empty where nothing is served.
    public internal(set) var versions: [Version] = []

    /// Whether what two sets have may be the same, for all that is known.
    func agrees(with other: MatrixCell, on axis: SurfaceMatrix.Axis) -> Bool {
        if self == other { return true }
        let isKnown = !(versions + other.versions).contains { $0.variant == nil }
        if isKnown || axis != .resource {
            guard versions.map(\.version) == other.versions.map(\.version) else { return false }
            guard versions.map(\.preferred) == other.versions.map(\.preferred) else { return false }
        }
        return agrees(with: other, isPresenceKnown: axis != .resource)
            && other.agrees(with: self, isPresenceKnown: axis != .resource)
    }

    /// - Parameter isPresenceKnown: Whether a version that was never seen is there all the same.
    private func agrees(with other: MatrixCell, isPresenceKnown: Bool) -> Bool {
        versions.allSatisfy { version in
            guard let same = other.versions.first(where: { $0.version == version.version }) else {
                return version.variant == nil && !isPresenceKnown
            }
            return version.variant == nil || same.variant == nil || version.variant == same.variant
        }
    }
}
