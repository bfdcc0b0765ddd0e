import Crypto
import DiscoveryModel
import DiscoveryWire
import Foundation
import HTTPTypes

/// The OpenAPI documents of a fake cluster, as kube-openapi's handlers serve them.
///
/// `/openapi/v3` lists each group version's document with its hash; a document asked for with that hash may be kept for
/// ever, with another one leads to the right one (301), and one that is not there is an empty answer with status 200.
public struct OpenAPIService: Sendable {
    /// By what name the list calls a document's state.
    public enum Hashes: Hashable, Sendable {
        /// The SHA-512 of its body, as kube-openapi does.
        case contents
        /// Something that says nothing, and changes with the body.
        case opaque
        /// Nothing: the list has no hashes, the documents have entity tags.
        case none
    }

    /// The bodies by group version; `nil` where the server has no `/openapi/v3`.
    public var documents: [GroupVersion: Data]?
    /// The body of `/openapi/v2`; `nil` where the server has none.
    public var swagger: Data?
    /// By what names the list calls them.
    public var hashes: Hashes
    /// Whether the list and the one document of version 2 have an entity tag. Of many real servers the list has none.
    public var hasEntityTags: Bool
    /// Group versions that are listed and not there: an empty answer.
    public var empty: Set<GroupVersion>
    /// What is listed beside group versions.
    public var others: [String]

    /// Makes a service from its parts.
    public init(
        documents: [GroupVersion: Data]? = nil, swagger: Data? = nil, hashes: Hashes = .contents,
        hasEntityTags: Bool = false, empty: Set<GroupVersion> = [],
        others: [String] = ["api", "apis", "version", ".well-known/openid-configuration"]
    ) {
        self.documents = documents
        self.swagger = swagger
        self.hashes = hashes
        self.hasEntityTags = hasEntityTags
        self.empty = empty
        self.others = others
    }

    /// What a body is called.
    public func hash(of body: Data) -> String {
        let digits = SHA512.hash(data: body).map { String(format: "%02X", $0) }.joined()
        return hashes == .opaque ? "rev-\(digits.suffix(12))" : digits
    }
}

/// The same, ready to be sent.
struct ServedOpenAPI: Sendable {
    private struct Document: Sendable {
        var hash: String
        var answer: Answer
    }

    private let hashes: OpenAPIService.Hashes
    private var list: Answer?
    private var swagger: Answer?
    private var documents: [String: Document] = [:]

    init(_ service: OpenAPIService) {
        hashes = service.hashes
        if let body = service.swagger {
            swagger = Answer(document: body, contentType: "application/json")
            if service.hasEntityTags { swagger?.setEntityTag(of: body) }
        }
        guard let bodies = service.documents else { return }
        var paths: [String: [String: String]] = [:]
        for (groupVersion, body) in bodies {
            let path = "openapi/v3\(groupVersion.path)"
            let hash = service.hash(of: body)
            var answer = Answer(
                document: service.empty.contains(groupVersion) ? Data() : body, contentType: "application/json")
            answer.fields[.eTag] = "\"\(hash)\""
            documents["/\(path)"] = Document(hash: hash, answer: answer)
            paths[String(groupVersion.path.dropFirst())] = [
                "serverRelativeURL": hashes == .none ? "/\(path)" : "/\(path)?hash=\(hash)"
            ]
        }
        for other in service.others { paths[other] = ["serverRelativeURL": "/openapi/v3/\(other)?hash=0"] }
        let body = ["paths": paths].encodedAsDocument()
        list = Answer(document: body, contentType: "text/plain; charset=utf-8")
        if service.hasEntityTags { list?.setEntityTag(of: body) }
    }

    /// The answer at a path below `/openapi`; `nil` where there is none.
    func answer(at path: String, query: String?) -> Answer? {
        switch path {
        case "/openapi/v2": return swagger
        case "/openapi/v3": return list
        default: break
        }
        guard path.hasPrefix("/openapi/v3/"), list != nil else { return nil }
        guard let document = documents[path] else {
            return Answer(contentType: nil, body: Data())
        }
        var answer = document.answer
        if let asked = query?.split(separator: "&").first(where: { $0.hasPrefix("hash=") })?.dropFirst(5) {
            guard asked == document.hash else {
                var moved = Answer(status: .movedPermanently, contentType: nil, body: Data())
                moved.fields[.location] = "\(path)?hash=\(document.hash)"
                return moved
            }
            answer.fields[.cacheControl] = "public, immutable"
        }
        return answer
    }
}
