import Foundation
import Kubeconfig
import Testing

@Suite(.fewAtOnce) struct KubeconfigLoaderTests {
    private func named(_ name: String, server: String, current: Bool = true) -> String {
        """
        \(current ? "current-context: \(name)" : "")
        clusters: [{name: shared, cluster: {server: "\(server)"}}]
        contexts: [{name: \(name), context: {cluster: shared, user: ""}}]
        """
    }

    @Test func aFileThatWasAskedForMustBeThere() throws {
        let error = #expect(throws: KubeconfigError.self) {
            try KubeconfigFolder().loader().load(explicitPath: "/nowhere/config")
        }
        #expect(error?.code == .unreadableFile)
    }

    @Test func noFileAtAllIsAnEmptyConfiguration() throws {
        let merged = try KubeconfigFolder().loader().load(explicitPath: nil)
        #expect(merged.isEmpty)
        #expect(merged.currentContext == nil)
    }

    @Test func theHomeFileCountsWithoutTheVariable() throws {
        let folder = try KubeconfigFolder()
        try folder.write(named("home", server: "https://h"), to: "home/.kube/config")
        #expect(try folder.loader().load(explicitPath: nil).currentContext == "home")
        #expect(try folder.loader(kubeconfig: folder.path("missing")).load(explicitPath: nil).isEmpty)
    }

    @Test func ofSeveralFilesTheFirstThatDefinesANameCounts() throws {
        let folder = try KubeconfigFolder()
        let one = try folder.write(named("one", server: "https://one", current: false), to: "one")
        let two = try folder.write(named("two", server: "https://two"), to: "two")
        let merged = try folder.loader(kubeconfig: "\(folder.path("missing")):\(one)::\(two):\(one)")
            .load(explicitPath: nil)
        #expect(merged.files == [one, two])
        #expect(merged.currentContext == "two")
        #expect(merged.contextNames == ["one", "two"])
        #expect(try merged.connection(context: "two").server == "https://one")
    }

    @Test func aRelativePathIsRelativeToItsFile() throws {
        let folder = try KubeconfigFolder()
        let file = try folder.write(
            KubeconfigFolder.config(cluster: #"{server: "https://h", certificate-authority: pki/ca.crt}"#),
            to: "deep/config")
        let connection = try folder.loader(kubeconfig: file).load(explicitPath: nil).connection(context: nil)
        #expect(connection.certificateAuthority == .file(folder.path("deep/pki/ca.crt")))
    }

    @Test func jsonIsAKubeconfigToo() throws {
        let json =
            #"{"current-context":"a","clusters":[{"name":"c","cluster":{"server":"https://h"}}],"contexts":[{"name":"a","context":{"cluster":"c","user":""}}]}"#
        #expect(try KubeconfigFolder().connection(json).server == "https://h")
    }

    @Test(arguments: ["", "# nothing\n", "null", "{}", "---\n"])
    func anEmptyFileDefinesNothing(text: String) throws {
        let folder = try KubeconfigFolder()
        #expect(try folder.loader().load(explicitPath: try folder.write(text, to: "config")).isEmpty)
    }

    @Test(arguments: [
        ("clusters: [", "line 2 is not valid YAML"), ("a: b\n\tc: s3cret", "line 2 is not valid YAML"),
        ("- s3cret", "the document is not what it should be"),
        ("clusters: s3cret", "clusters is not what it should be"),
        (
            "users: [{name: a, user: {}}, {name: a, user: {token: s3cret}}]", "it defines the user a twice"
        ),
    ])
    func aBrokenFileIsNamedAndNotQuoted(text: String, cause: String) throws {
        let folder = try KubeconfigFolder()
        let path = try folder.write(text, to: "config")
        let error = #expect(throws: KubeconfigError.self) {
            try folder.loader(kubeconfig: path).load(explicitPath: nil)
        }
        #expect(error?.description == "cannot use \(path): \(cause)")
    }
}
