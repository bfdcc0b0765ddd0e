import Crypto
import Foundation

extension ServerConnection.Trust {
    /// The SHA-256 of the configured bundle, in hexadecimal digits; `nil` where none is configured or readable.
    var digest: String? {
        switch self {
        case .system, .anyServer: nil
        case .file(let path): (try? Data(contentsOf: URL(filePath: path))).map(Self.digest)
        case .data(let data): Self.digest(data)
        }
    }

    private static func digest(_ data: Data) -> String {
        SHA256.hash(data: data).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 2 ? digits : "0" + digits
        }.joined()
    }
}
