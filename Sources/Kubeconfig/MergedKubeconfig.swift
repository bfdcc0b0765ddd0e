import Foundation

/// What all kubeconfig files say together.
public struct MergedKubeconfig: Sendable {
    /// A stanza and the file that defines it: relative paths in it are relative to that file.
    struct Defined<Stanza: Sendable>: Sendable {
        var stanza: Stanza
        var file: String
    }

    /// The files that were read, in order.
    public private(set) var files: [String] = []
    /// The name of the current context; `nil` when none is set.
    public private(set) var currentContext: String?
    /// The names of all contexts, in the order of the files.
    public private(set) var contextNames: [String] = []

    private(set) var clusters: [String: Defined<ClusterStanza>] = [:]
    private(set) var users: [String: Defined<UserStanza>] = [:]
    private(set) var contexts: [String: Defined<ContextStanza>] = [:]

    /// The URLs of all clusters as they are written, each once, in alphabetical order.
    public var servers: [String] { Set(clusters.values.compactMap(\.stanza.server)).sorted() }

    /// Whether nothing is defined at all.
    public var isEmpty: Bool { clusters.isEmpty && users.isEmpty && contexts.isEmpty && currentContext == nil }

    mutating func add(_ document: KubeconfigDocument, file: String) throws(KubeconfigError) {
        files.append(file)
        if currentContext == nil, let name = document.currentContext, !name.isEmpty { currentContext = name }
        let named = (document.contexts ?? []).map { ($0.name ?? "", $0.context ?? ContextStanza()) }
        for (name, _) in named where contexts[name] == nil && !contextNames.contains(name) { contextNames.append(name) }
        try Self.add(
            (document.clusters ?? []).map { ($0.name ?? "", $0.cluster ?? ClusterStanza()) }, to: &clusters, "cluster",
            file)
        try Self.add((document.users ?? []).map { ($0.name ?? "", $0.user ?? UserStanza()) }, to: &users, "user", file)
        try Self.add(named, to: &contexts, "context", file)
    }

    private static func add<Stanza>(
        _ named: [(String, Stanza)], to all: inout [String: Defined<Stanza>], _ kind: String, _ file: String
    ) throws(KubeconfigError) {
        var seen: Set<String> = []
        for (name, stanza) in named {
            guard seen.insert(name).inserted else {
                throw KubeconfigError(
                    .duplicateName, what: "cannot use \(file)", cause: "it defines the \(kind) \(name) twice")
            }
            if all[name] == nil { all[name] = Defined(stanza: stanza, file: file) }
        }
    }
}
