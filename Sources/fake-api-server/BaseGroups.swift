import DiscoveryModel
import UpstreamBaselines

/// The groups that every server of this command has, beside the made-up ones: those of plain Kubernetes 1.36.
func baseGroups() throws -> [APIGroup] {
    try UpstreamSurfaceSource().surface(release: "1.36", allAPIs: false).groups
}
