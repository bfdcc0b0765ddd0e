import DiscoveryModel
import FakeAPIServer

/// The groups that every server of this command has, beside the made-up ones.
func baseGroups() throws -> [APIGroup] {
    FakeCluster.small.groups
}
