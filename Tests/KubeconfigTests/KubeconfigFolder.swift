import Foundation
import Kubeconfig
import TestSupport

/// A folder with kubeconfig files of a test.
final class KubeconfigFolder {
    private let folder: TemporaryFolder
    var url: URL { folder.url }

    init() throws { folder = try TemporaryFolder() }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    func path(_ name: String) -> String { folder.path(name) }

    func loader(kubeconfig: String? = nil) -> KubeconfigLoader {
        KubeconfigLoader(
            environment: kubeconfig.map { ["KUBECONFIG": $0] } ?? [:], homeDirectory: url.appending(path: "home").path)
    }

    /// One file with one context, whose cluster and user have these keys, as flow mappings.
    static func config(cluster: String = #"{server: "https://10.0.0.1:6443"}"#, user: String = "{}") -> String {
        """
        apiVersion: v1
        kind: Config
        current-context: main
        clusters: [{name: c, cluster: \(cluster)}]
        users: [{name: u, user: \(user)}]
        contexts: [{name: main, context: {cluster: c, user: u, namespace: work}}]
        """
    }

    /// Resolves the only context of a file.
    func connection(
        _ text: String, overrides: ConnectionOverrides = ConnectionOverrides()
    ) throws -> ResolvedConnection {
        let path = try write(text, to: "config")
        return try loader().load(explicitPath: path).connection(context: nil, overrides: overrides)
    }
}
