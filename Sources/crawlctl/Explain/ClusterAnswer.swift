/// What one cluster answers, or several that answer the same.
protocol ClusterAnswer {
    /// On which clusters, with the moments where any were asked for.
    var labels: [String] { get set }
    /// Whether something was left out, since there is too much.
    var isCut: Bool { get }
    /// Whether there is nothing to tell the two apart but their clusters.
    func saysTheSame(as other: Self) -> Bool
}
