import Crypto
import Foundation

/// The token that requests must carry; never shown.
public struct BearerToken: Sendable, CustomStringConvertible, CustomReflectable {
    private let digest: [UInt8]

    /// - Parameter token: `nil` where it is empty or holds what no header may carry.
    public init?(_ token: String) {
        let token = token.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        digest = Array(SHA256.hash(data: Data(token.utf8)))
    }

    /// Whether an Authorization header carries it; takes as long for a wrong one as for the right one.
    func isCarried(by header: String?) -> Bool {
        guard let header, header.count > 7, header.prefix(7).lowercased() == "bearer " else { return false }
        let other = SHA256.hash(data: Data(header.dropFirst(7).utf8))
        return zip(digest, other).reduce(0 as UInt8) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// Nothing of it.
    public var description: String { "<redacted>" }

    /// Nothing of it.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
