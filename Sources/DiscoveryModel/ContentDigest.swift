import Crypto

/// The SHA-256 of some content's canonical form, named with the form's number: `1-9f86d081…`.
public struct ContentDigest: Hashable, Sendable, CustomStringConvertible {
    /// The number of the canonical form, a hyphen, and 64 hexadecimal digits.
    public let text: String

    /// Takes a digest as it was stored, unchecked.
    public init(text: String) {
        self.text = text
    }

    /// Digests bytes that are in canonical form ``CanonicalForm/number``.
    public init(canonical bytes: [UInt8]) {
        let hexadecimal = Array("0123456789abcdef".utf8)
        var digits = Array("\(CanonicalForm.number)-".utf8)
        digits.reserveCapacity(digits.count + 2 * SHA256.byteCount)
        for byte in SHA256.hash(data: bytes) {
            digits.append(hexadecimal[Int(byte >> 4)])
            digits.append(hexadecimal[Int(byte & 15)])
        }
        text = String(decoding: digits, as: UTF8.self)
    }

    /// The digest's text.
    public var description: String { text }
}
