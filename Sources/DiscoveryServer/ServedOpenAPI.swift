import DiscoveryModel
import DiscoveryStore
import DiscoveryWire
import Foundation
import HTTPTypes
import NIOCore

/// The OpenAPI documents of one surface, as kube-openapi's `handler3` serves them: a list with their hashes, and each under
/// its hash for as long as a client likes to keep it.
struct ServedOpenAPI: Sendable {
    private let prefix: String
    /// The hashes of the documents that there are.
    let hashes: [GroupVersion: String]
    private let list: ServedAnswer

    /// - Parameters:
    ///   - prefix: Where the surface is served: `/clusters/prod`, or `` at the root.
    ///   - servesLastKnown: Whether documents that could not be read at last are served as they were seen before.
    init(_ schemas: ServedSchemas, prefix: String, servesLastKnown: Bool) {
        self.prefix = prefix
        let hashes = schemas.documents.filter { servesLastKnown || !schemas.failed.contains($0.key) }.mapValues(\.hash)
        self.hashes = hashes
        list = Self.list(of: hashes, below: prefix)
    }

    private static func list(of hashes: [GroupVersion: String], below prefix: String) -> ServedAnswer {
        let body = ByteBuffer(bytes: OpenAPIPathsDocument(hashes: hashes, below: prefix).json)
        var list = ServedAnswer(contentType: "application/json", body: body)
        list.setEntityTag(ServedAnswer.entityTag(of: body))
        list.fields[.vary] = "Accept"
        return list
    }

    /// How much memory it holds, in bytes, about.
    var cost: Int { list.cost + 300 * hashes.count }

    /// What a request for the list, or for one document, is answered with.
    ///
    /// - Parameters:
    ///   - groupVersion: Whose document is asked for; `nil` for the list.
    ///   - hash: The hash that the request names.
    ///   - prefix: Where the surface is served, as the client spells it.
    /// - Throws: ``DiscoveryStoreError`` when the database cannot be read.
    func answer(
        of groupVersion: GroupVersion?, hash: String?, below prefix: String, accept: String?,
        from library: SchemaLibrary
    ) async throws -> ServedAnswer {
        guard !hashes.isEmpty else { return ServedSurface.notFound }
        guard let groupVersion else {
            guard Self.acceptable(accept) else { return Self.notAcceptable }
            return prefix == self.prefix ? list : Self.list(of: hashes, below: prefix)
        }
        guard let current = hashes[groupVersion] else { return ServedSurface.notFound }
        if let hash, hash != current { return Self.redirection(to: groupVersion, current, below: prefix) }
        guard Self.acceptable(accept) else { return Self.notAcceptable }
        // It may have been pruned a moment ago.
        guard var answer = try await library.answer(hash: current) else { return ServedSurface.notFound }
        answer.fields[.eTag] = "\"\(current)\""
        answer.fields[.vary] = "Accept"
        if hash != nil {
            answer.fields[.cacheControl] = "public, immutable"
            answer.fields[.expires] = HTTPDate.text(of: Date().addingTimeInterval(365 * 24 * 3600))
        }
        return answer
    }

    private static func redirection(
        to groupVersion: GroupVersion, _ hash: String, below prefix: String
    ) -> ServedAnswer {
        let url = OpenAPIPathsDocument.url(of: groupVersion, hash: hash, below: prefix)
        var answer = ServedAnswer.text("Moved Permanently\n", status: .movedPermanently)
        answer.fields[.location] = url
        return answer
    }

    /// Documents are stored as JSON; in protobuf, which servers have too, they cannot be had.
    private static func acceptable(_ accept: String?) -> Bool {
        AcceptHeader(accept).choice(forms: [.legacy], encodings: [.json]) != nil
    }

    private static var notAcceptable: ServedAnswer {
        .failure(.notAcceptable, "only the following media types are accepted: application/json")
    }
}
