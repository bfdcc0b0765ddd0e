import Foundation

/// `version.Info` of apimachinery, at `/version`: kept whole, whatever fields it has.
public struct ServerVersionDocument: Sendable {
    /// The document as compact JSON with sorted keys, so that equal documents are equal texts.
    public let canonicalText: String
    /// Such as `v1.36.2`; `nil` when the server does not say.
    public let gitVersion: String?
    /// Such as `linux/amd64`; `nil` when the server does not say.
    public let platform: String?

    /// Decodes a body.
    ///
    /// - Throws: ``DiscoveryWireError`` when it is empty, not JSON, or not an object.
    public init(decoding body: Data) throws(DiscoveryWireError) {
        guard let object = try? JSONSerialization.jsonObject(with: body) as? [String: Any],
            let text = try? JSONSerialization.data(
                withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
        else {
            _ = try decodeDocument([String: String].self, from: body)
            throw DiscoveryWireError(.notJSON)
        }
        canonicalText = String(decoding: text, as: UTF8.self)
        gitVersion = object["gitVersion"] as? String
        platform = object["platform"] as? String
    }
}
