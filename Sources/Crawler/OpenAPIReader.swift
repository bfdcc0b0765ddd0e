import DiscoveryModel
import DiscoveryWire
import Foundation
import OpenAPIModel

/// Reads single OpenAPI documents; every failure says which URL, or is part of the answer.
struct OpenAPIReader: Sendable {
    /// A document that a server lists.
    struct Listing: Sendable {
        var groupVersion: GroupVersion
        /// `nil` where its URL leads nowhere.
        var location: OpenAPILocation?
    }

    /// What a list or the one document of version 2 answered.
    enum Answer<Value: Sendable>: Sendable {
        case read(Value, entityTag: String?)
        case unchanged
        case absent
    }

    /// What became of a request for a document.
    enum DocumentAnswer: Sendable {
        case read(OpenAPIDocument, serverHash: String?)
        case unchanged
        case failed(GroupVersionFailure)
    }

    private static let mediaType = "application/json"

    let reader: DiscoveryReader

    init(client: HTTPClient) {
        reader = DiscoveryReader(client: client, legacyOnly: true)
    }

    /// Reads `/openapi/v3`. Its Content-Type is `text/plain` on many servers, and not looked at.
    ///
    /// - Throws: ``CrawlError``.
    func list(entityTag: String?) async throws(CrawlError) -> Answer<[Listing]> {
        let path = "/openapi/v3"
        do {
            let response = try await get(path, entityTag)
            switch response.status {
            case 200: break
            case 304 where entityTag != nil: return .unchanged
            case 404: return .absent
            default: throw reader.refusal(of: path, response)
            }
            let documents = try OpenAPIPathsDocument(decoding: response.body).documents
            if documents.isEmpty { throw DiscoveryWireError(.noDocuments) }
            return .read(
                documents.map { document in
                    Listing(
                        groupVersion: document.groupVersion,
                        location: OpenAPILocation(
                            serverRelativeURL: document.serverRelativeURL, prefix: reader.client.pathPrefix))
                }, entityTag: response.entityTag)
        } catch {
            throw reader.failure(of: path, error)
        }
    }

    /// Reads `/openapi/v2`.
    ///
    /// - Throws: ``CrawlError``.
    func swagger(entityTag: String?) async throws(CrawlError) -> Answer<SwaggerDocument> {
        let path = "/openapi/v2"
        do {
            let response = try await get(path, entityTag)
            switch response.status {
            case 200: return .read(try SwaggerDocument(response.body), entityTag: response.entityTag)
            case 304 where entityTag != nil: return .unchanged
            case 404: return .absent
            default: throw reader.refusal(of: path, response)
            }
        } catch let error as OpenAPIDocumentError {
            throw CrawlError(
                .openAPIDocument(error.code), what: "cannot read \(reader.client.url(path))", cause: error.description)
        } catch {
            throw reader.failure(of: path, error)
        }
    }

    private func get(_ path: String, _ entityTag: String?) async throws -> HTTPResponse {
        try await reader.client.get(path, accept: Self.mediaType, ifNoneMatch: entityTag)
    }

    /// Reads the document of a group version.
    ///
    /// - Parameter known: What the server called it the last time, to ask whether it still does; `nil` to ask for it
    ///   whatever it is.
    /// - Throws: ``CrawlError`` when our credentials are refused, or the crawl is told to stop.
    func document(_ listing: Listing, known: String?) async throws(CrawlError) -> DocumentAnswer {
        guard let location = listing.location else {
            return .failed(GroupVersionFailure(message: "the server lists it at no path of its own"))
        }
        do {
            let response = try await reader.client.get(
                location.path, accept: Self.mediaType, ifNoneMatch: known.map { "\"\($0)\"" },
                isWholePath: location.isWholePath, hasOwnDeadline: true)
            switch response.status {
            case 200: break
            case 304 where known != nil: return .unchanged
            case 401: throw reader.refusal(of: location.path, response)
            default:
                return .failed(GroupVersionFailure(httpStatus: response.status, message: response.statusText))
            }
            return .read(try OpenAPIDocument(response.body), serverHash: Self.serverHash(location, response))
        } catch let error as CrawlError {
            throw error
        } catch let error as TransportError where error.code == .cancelled {
            throw reader.failure(of: location.path, error)
        } catch {
            return .failed(GroupVersionFailure(message: String(describing: error)))
        }
    }

    /// What the server will call this state of the document: what it was listed as, or what we were sent on to; a server
    /// that lists no hashes gives a tag.
    private static func serverHash(_ location: OpenAPILocation, _ response: HTTPResponse) -> String? {
        if let path = response.redirectedPath, let hash = OpenAPILocation.hash(in: path) { return hash }
        if response.redirectedPath == nil, let hash = location.hash { return hash }
        guard let tag = response.entityTag, tag.hasPrefix("\""), tag.hasSuffix("\""), tag.count > 2 else { return nil }
        return String(tag.dropFirst().dropLast())
    }
}
