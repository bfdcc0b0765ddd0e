import DiscoveryWire
import Foundation

/// Reads live objects from an API server: one GET a call, with the crawler's connection, retries and credentials.
public struct ObjectReader: Sendable {
    private let reader: DiscoveryReader

    /// Makes a reader; nothing is sent yet.
    public init(_ connection: ServerConnection, transport: CrawlTransport, options: CrawlOptions = CrawlOptions()) {
        reader = DiscoveryReader(
            client: HTTPClient(connection, transport: transport, options: options), legacyOnly: true)
    }

    /// Gets a path, with its query, below the server's prefix.
    ///
    /// - Parameter accept: The Accept header.
    /// - Returns: The body of an answer with status 200.
    /// - Throws: ``CrawlError``; of a status other than 200 its hint gives the server's words.
    public func body(at path: String, accept: String = "application/json") async throws(CrawlError) -> Data {
        let response: HTTPResponse
        do {
            response = try await reader.client.get(path, accept: accept)
        } catch {
            throw reader.failure(of: path, error)
        }
        if response.status == 200 { return response.body }
        let refusal = reader.refusal(of: path, response)
        guard let words = ServerStatus.message(in: response.body) else { throw refusal }
        throw CrawlError(refusal.code, what: refusal.what, cause: refusal.cause, hint: "the server says: \(words)")
    }
}
