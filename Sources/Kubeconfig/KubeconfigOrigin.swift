import Foundation

/// A file that says how to reach a server, or would if it were there.
public struct ConfigurationFile: Hashable, Sendable {
    /// Its absolute path.
    public let path: String
    /// Whether there is something at that path.
    public let exists: Bool

    /// Makes one from its parts.
    public init(path: String, exists: Bool) {
        self.path = path
        self.exists = exists
    }
}

/// Which file defines a context, its cluster and its user.
public struct ContextDefinition: Hashable, Sendable {
    /// A name, and the file that defines it.
    public struct Part: Hashable, Sendable {
        /// The name.
        public let name: String
        /// The file; `nil` where none defines it.
        public let file: String?

        /// Makes one from its parts.
        public init(name: String, file: String?) {
            self.name = name
            self.file = file
        }
    }

    /// The context itself.
    public let context: Part
    /// Its cluster.
    public let cluster: Part
    /// Its user; `nil` where it names none.
    public let user: Part?
}

extension MergedKubeconfig {
    /// Says where a context and what it names are defined; `nil` where no file defines the context.
    ///
    /// - Parameter context: Its name; `nil` for the current context.
    public func definition(ofContext name: String?) -> ContextDefinition? {
        guard let name = name ?? currentContext, let context = contexts[name] else { return nil }
        let (cluster, user) = (context.stanza.cluster ?? "", context.stanza.user ?? "")
        return ContextDefinition(
            context: .init(name: name, file: context.file),
            cluster: .init(name: cluster, file: clusters[cluster]?.file),
            user: user.isEmpty ? nil : .init(name: user, file: users[user]?.file))
    }
}

extension KubeconfigLoader {
    /// The files that ``load(explicitPath:)`` looks for, in its order.
    public func candidates(explicitPath: String?) -> [ConfigurationFile] {
        paths(explicitPath: explicitPath).map {
            ConfigurationFile(path: $0, exists: FileManager.default.fileExists(atPath: $0))
        }
    }
}
