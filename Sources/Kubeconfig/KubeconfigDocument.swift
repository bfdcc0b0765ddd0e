import Foundation
import Yams

/// One kubeconfig file: `Config` of client-go's `clientcmd/api/v1`. Unknown keys are ignored.
struct KubeconfigDocument: Decodable {
    var apiVersion: String?
    var kind: String?
    var currentContext: String?
    var clusters: [NamedCluster]?
    var users: [NamedUser]?
    var contexts: [NamedContext]?

    struct NamedCluster: Decodable {
        var name: String?
        var cluster: ClusterStanza?
    }

    struct NamedUser: Decodable {
        var name: String?
        var user: UserStanza?
    }

    struct NamedContext: Decodable {
        var name: String?
        var context: ContextStanza?
    }

    enum CodingKeys: String, CodingKey {
        case apiVersion, kind, clusters, users, contexts
        case currentContext = "current-context"
    }

    /// Decodes a file's text, YAML or JSON; of several documents the first.
    ///
    /// As in client-go the YAML is made JSON before it is decoded, so that a number is no text here either.
    ///
    /// - Throws: ``KubeconfigError`` that names the file, and the line or the key; never what stands there.
    init(decoding text: String, file: String) throws(KubeconfigError) {
        do {
            guard let value = try Self.firstDocument(text) else {
                self.init()
                return
            }
            guard JSONSerialization.isValidJSONObject(value) else { throw Unusable(cause: "it is not a kubeconfig") }
            let data = try JSONSerialization.data(withJSONObject: value)
            self = try JSONDecoder().decode(KubeconfigDocument.self, from: data)
        } catch {
            throw KubeconfigError(.invalidFile, what: "cannot use \(file)", cause: Self.cause(error))
        }
        guard [nil, "", "v1"].contains(apiVersion), [nil, "", "Config"].contains(kind) else {
            throw KubeconfigError(
                .invalidFile, what: "cannot use \(file)",
                cause: "it is no Config of v1, by its \(["", "v1"].contains(apiVersion ?? "") ? "kind" : "apiVersion")")
        }
    }

    private init() {}

    private struct Unusable: Error {
        let cause: String
    }

    private static func firstDocument(_ text: String) throws -> Any? {
        let resolver = Resolver.default.removing(.timestamp)
        guard let node = try Parser(yaml: text, resolver: resolver).nextRoot(), node.null == nil else { return nil }
        return node.any
    }

    private static func cause(_ error: any Error) -> String {
        switch error {
        case let error as Unusable: return error.cause
        case YamlError.scanner(_, _, let mark, _), YamlError.parser(_, _, let mark, _),
            YamlError.composer(_, _, let mark, _):
            return "line \(mark.line) is not valid YAML"
        case YamlError.duplicatedKeysInMapping(let keys, let context):
            return "the mapping at line \(context.mark.line) has a key twice: \(keys.sorted().joined(separator: ", "))"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.keyNotFound(_, let context):
            return "\(path(context.codingPath)) is not what it should be"
        default: return "it is not valid YAML"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        let path = keys.reduce(into: "") { path, key in
            path += key.intValue.map { "[\($0)]" } ?? (path.isEmpty ? key.stringValue : ".\(key.stringValue)")
        }
        return path.isEmpty ? "the document" : path
    }
}
