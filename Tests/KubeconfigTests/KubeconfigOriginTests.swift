import Foundation
import Kubeconfig
import Testing

@Suite(.fewAtOnce) struct KubeconfigOriginTests {
    @Test func whichFileDefinesWhatIsKnown() throws {
        let folder = try KubeconfigFolder()
        let one = try folder.write(
            "{current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}], users: [{name: x, user: {}}]}",
            to: "one")
        let two = try folder.write(
            """
            clusters: [{name: c, cluster: {server: "https://h"}}]
            contexts: [{name: a, context: {cluster: other}}, {name: b, context: {cluster: gone}}]
            """, to: "two")
        let merged = try folder.loader(kubeconfig: "\(one):\(two)").load(explicitPath: nil)
        let definition = try #require(merged.definition(ofContext: nil))
        #expect(definition.context == .init(name: "a", file: one))
        #expect(definition.cluster == .init(name: "c", file: two))
        #expect(definition.user == .init(name: "u", file: nil))
        let other = try #require(merged.definition(ofContext: "b"))
        #expect(other.cluster == .init(name: "gone", file: nil))
        #expect(other.user == nil)
        #expect(merged.definition(ofContext: "nobody") == nil)
    }

    @Test func theFilesThatAreLookedForAreKnown() throws {
        let folder = try KubeconfigFolder()
        let one = try folder.write("{}", to: "one")
        let gone = folder.path("gone")
        let listed = folder.loader(kubeconfig: "\(one):\(gone):\(one)").candidates(explicitPath: nil)
        #expect(listed == [.init(path: one, exists: true), .init(path: gone, exists: false)])
        #expect(folder.loader().candidates(explicitPath: gone) == [.init(path: gone, exists: false)])
        #expect(folder.loader().candidates(explicitPath: nil).map(\.path) == [folder.path("home/.kube/config")])
        try folder.write("t", to: "token")
        let pod = InClusterConfiguration(environment: [:], folder: folder.url.path)
        #expect(pod.files.map(\.exists) == [true, false])
    }
}
