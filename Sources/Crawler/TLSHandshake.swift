/// What a server says while a TLS connection is made, read from its handshake messages and alerts (RFC 8446 and 5246).
struct TLSHandshake: Sendable {
    /// When the first byte of it was sent, so that there was a connection.
    private(set) var begunAt: ContinuousClock.Instant?
    /// Such as `TLS 1.3`; `nil` where the server did not come to choose one, or its messages are not to be seen.
    private(set) var version: String?
    /// Whether the server asked for a client certificate; Kubernetes API servers do so without demanding one.
    private(set) var asksForClientCertificate = false
    /// The alert with which the server ended the connection.
    private(set) var alert: UInt8?

    /// Takes note that something was sent.
    mutating func sent() {
        if begunAt == nil { begunAt = .now }
    }

    /// Takes what libcurl tells of: a record's head (5 bytes), its inner type (1), an alert (2), or a whole message.
    mutating func receive(_ bytes: UnsafeRawBufferPointer) {
        if bytes.count == 2 {
            // close_notify is how every connection ends.
            if (1...2).contains(bytes[0]) && bytes[1] != 0 { alert = bytes[1] }
            return
        }
        guard bytes.count >= 4, Int(bytes[1]) << 16 | Int(bytes[2]) << 8 | Int(bytes[3]) == bytes.count - 4 else {
            return
        }
        switch bytes[0] {
        case Self.serverHello: version = Self.version(ofServerHello: bytes[4...].map { $0 })
        case Self.certificateRequest: asksForClientCertificate = true
        default: break
        }
    }

    private static let (serverHello, certificateRequest): (UInt8, UInt8) = (2, 13)
    private static let supportedVersions = 43

    /// The version in the extension that TLS 1.3 has for it, else the one at the front.
    private static func version(ofServerHello bytes: [UInt8]) -> String? {
        func number(at index: Int) -> Int? {
            index + 1 < bytes.count ? Int(bytes[index]) << 8 | Int(bytes[index + 1]) : nil
        }
        guard var chosen = number(at: 0), bytes.count > 34 else { return nil }
        // Version, 32 random bytes, a session, a cipher suite, a compression method, then the extensions' length.
        var index = 35 + Int(bytes[34]) + 3 + 2
        while let kind = number(at: index), let length = number(at: index + 2) {
            if kind == supportedVersions, length == 2, let version = number(at: index + 4) { chosen = version }
            index += 4 + length
        }
        return chosen > 0x0300 && chosen < 0x0310 ? "TLS 1.\(chosen - 0x0301)" : nil
    }
}

/// An alert of TLS (RFC 8446, section 6).
public struct TLSAlert: Hashable, Sendable {
    /// Its number.
    public let code: UInt8

    /// Such as `certificate_required`; its number where it has no name here.
    public var name: String { Self.names[code] ?? "alert \(code)" }

    /// Whether the server ended the connection for want of a client certificate that it takes.
    ///
    /// Before TLS 1.3 there was no alert of its own for that, and servers said `bad_certificate` or `handshake_failure`.
    public var isAboutClientCertificate: Bool { [40, 41, 42, 43, 44, 45, 46, 48, 49, 116].contains(code) }

    private static let names: [UInt8: String] = [
        10: "unexpected_message", 20: "bad_record_mac", 40: "handshake_failure", 41: "no_certificate",
        42: "bad_certificate", 43: "unsupported_certificate", 44: "certificate_revoked", 45: "certificate_expired",
        46: "certificate_unknown", 47: "illegal_parameter", 48: "unknown_ca", 49: "access_denied", 50: "decode_error",
        51: "decrypt_error", 70: "protocol_version", 71: "insufficient_security", 80: "internal_error",
        86: "inappropriate_fallback", 109: "missing_extension", 112: "unrecognized_name", 116: "certificate_required",
        120: "no_application_protocol",
    ]
}
