import Foundation

/// Finds kubeconfig files and puts them together, as client-go's `clientcmd` does.
public struct KubeconfigLoader: Sendable {
    private let environment: [String: String]
    private let homeDirectory: String

    /// Makes a loader for an environment.
    public init(environment: [String: String], homeDirectory: String) {
        self.environment = environment
        self.homeDirectory = homeDirectory
    }

    /// Loads the file that was asked for, else those of `$KUBECONFIG`, else `~/.kube/config`.
    ///
    /// Only a file that was asked for by name must be there; with no file at all the result is empty. Of several files
    /// the first that defines a cluster, user or context counts, whole; so does the first current context.
    ///
    /// - Throws: ``KubeconfigError`` when a file cannot be read or understood.
    public func load(explicitPath: String?) throws(KubeconfigError) -> MergedKubeconfig {
        let paths = paths(explicitPath: explicitPath)
        if explicitPath != nil, let path = paths.first, !FileManager.default.fileExists(atPath: path) {
            throw KubeconfigError(.unreadableFile, what: "cannot read \(path)", cause: "there is no such file")
        }
        return try merge(paths.filter { FileManager.default.fileExists(atPath: $0) })
    }

    /// The absolute paths to look at, each once.
    func paths(explicitPath: String?) -> [String] {
        if let explicitPath { return [absolute(explicitPath)] }
        var paths: [String] = []
        for path in (environment["KUBECONFIG"] ?? "").split(separator: ":").map({ absolute(String($0)) })
        where !paths.contains(path) {
            paths.append(path)
        }
        return paths.isEmpty ? ["\(homeDirectory)/.kube/config"] : paths
    }

    private func absolute(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path }

    private func merge(_ paths: [String]) throws(KubeconfigError) -> MergedKubeconfig {
        var merged = MergedKubeconfig()
        for path in paths {
            guard let data = FileManager.default.contents(atPath: path) else {
                var isFolder: ObjCBool = false
                _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
                throw KubeconfigError(
                    .unreadableFile, what: "cannot read \(path)",
                    cause: isFolder.boolValue ? "it is a folder" : "it may not be read")
            }
            guard let text = String(data: data, encoding: .utf8) else {
                throw KubeconfigError(.invalidFile, what: "cannot use \(path)", cause: "it is not a text")
            }
            try merged.add(KubeconfigDocument(decoding: text, file: path), file: path)
        }
        return merged
    }
}
