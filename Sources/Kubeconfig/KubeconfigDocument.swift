import Yams

/// One kubeconfig file: `Config` of client-go's `clientcmd/api/v1`. Unknown keys are ignored.
struct KubeconfigDocument: Decodable {
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
        case clusters, users, contexts
        case currentContext = "current-context"
    }

    /// Decodes a file's text, YAML or JSON.
    ///
    /// - Throws: ``KubeconfigError`` that names the file, and the line or the key; never what stands there.
    init(decoding text: String, file: String) throws(KubeconfigError) {
        do {
            guard let node = try Yams.compose(yaml: text), node.null == nil else {
                self.init()
                return
            }
            self = try YAMLDecoder().decode(KubeconfigDocument.self, from: text)
        } catch {
            throw KubeconfigError(.invalidFile, what: "cannot use \(file)", cause: Self.cause(error))
        }
    }

    private init() {}

    private static func cause(_ error: any Error) -> String {
        switch error {
        case YamlError.scanner(_, _, let mark, _), YamlError.parser(_, _, let mark, _),
            YamlError.composer(_, _, let mark, _):
            return "line \(mark.line) is not valid YAML"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.keyNotFound(_, let context):
            return "\(path(context.codingPath)) is not what it should be"
        case DecodingError.dataCorrupted(let context):
            if let underlying = context.underlyingError { return cause(underlying) }
            return context.codingPath.isEmpty
                ? "it is not valid YAML" : "\(path(context.codingPath)) is not what it should be"
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
