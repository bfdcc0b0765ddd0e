import DiscoveryModel

/// What an answer lacks, said on standard error.
enum IncompleteNotes {
    /// One line for each group version that is not current.
    ///
    /// - Parameter includes: Which groups the answer is about.
    static func write(
        _ surfaces: [ResolvedSurface], _ context: CommandContext, includes: (String) -> Bool = { _ in true }
    ) {
        for surface in surfaces {
            for condition in surface.conditions.values.sorted(by: { $0.groupVersion < $1.groupVersion })
            where includes(condition.groupVersion.group) {
                context.note(
                    PrintableText.escaping(
                        "note: \(condition.groupVersion) on \(surface.label) \(condition.state == .stale ? "is stale" : "failed"), \(asOf(condition))"
                    ))
            }
        }
    }

    /// `as of 2026-11-20T08:00:00Z`, or that it was never seen.
    static func asOf(_ condition: GroupVersionCondition) -> String {
        condition.asOf.map { "as of \(Timestamp.seconds($0))" } ?? "its resources were never seen"
    }
}
