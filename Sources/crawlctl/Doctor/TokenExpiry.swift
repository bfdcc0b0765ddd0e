import Foundation
import Kubeconfig

/// When a token ends.
enum TokenExpiry {
    private struct Claims: Decodable {
        var exp: Double?
    }

    /// The `exp` of a JSON Web Token (RFC 7519), unverified; `nil` for any other token.
    static func date(of token: Secret) -> Date? {
        let parts = token.reveal().split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        var base64 = String(parts[1]).replacing("-", with: "+").replacing("_", with: "/")
        base64 += String(repeating: "=", count: (4 - base64.count % 4) % 4)
        guard let data = Data(base64Encoded: base64),
            let seconds = (try? JSONDecoder().decode(Claims.self, from: data))?.exp, abs(seconds) < 1e11
        else { return nil }
        return Date(timeIntervalSince1970: seconds)
    }
}
