import Crypto
import Foundation

/// A certificate as TLS uses it: the parts of an X.509 certificate (RFC 5280) that say whose it is, whose word that is, and
/// until when. Nothing here verifies a signature.
public struct Certificate: Hashable, Sendable {
    /// Whose it is.
    public let subject: CertificateName
    /// Who signed it.
    public let issuer: CertificateName
    /// From when on it is valid.
    public let notBefore: Date
    /// Until when it is valid.
    public let notAfter: Date
    /// The host names and addresses that it is good for.
    public let subjectAlternativeNames: [String]
    /// Whether it may sign others.
    public let isAuthority: Bool
    /// The SHA-256 of the whole, in hexadecimal digits.
    public let fingerprint: String

    /// Whether who signed it has the name of whose it is.
    public var isSelfIssued: Bool { subject == issuer }

    /// Reads a certificate's DER encoding; `nil` when it is none.
    public init?(der: Data) {
        let bytes = Array(der)
        var outer = DERReader(bytes[...])
        guard var whole = outer.next(DERReader.Tag.sequence)?.elements,
            var fields = whole.next(DERReader.Tag.sequence)?.elements, var field = fields.next()
        else { return nil }
        // The version, which the first of them did not have, before the serial number.
        if field.tag == Self.versionTag {
            guard let serialNumber = fields.next() else { return nil }
            field = serialNumber
        }
        guard fields.next(DERReader.Tag.sequence) != nil, let issuer = CertificateName(fields.next()),
            var period = fields.next(DERReader.Tag.sequence)?.elements,
            let notBefore = period.next().flatMap(Self.date), let notAfter = period.next().flatMap(Self.date),
            let subject = CertificateName(fields.next())
        else { return nil }
        self.subject = subject
        self.issuer = issuer
        self.notBefore = notBefore
        self.notAfter = notAfter
        var (names, isAuthority): ([String], Bool) = ([], false)
        while let element = fields.next() {
            guard element.tag == Self.extensionsTag else { continue }
            var lists = element.elements
            var extensions = lists.next(DERReader.Tag.sequence)?.elements
            while let value = extensions?.next(DERReader.Tag.sequence) {
                Self.read(extension: value, &names, &isAuthority)
            }
        }
        subjectAlternativeNames = names
        self.isAuthority = isAuthority
        fingerprint = SHA256.hash(data: der).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static let versionTag: UInt8 = 0xA0
    private static let extensionsTag: UInt8 = 0xA3

    private static func read(
        extension element: DERReader.Element, _ names: inout [String], _ isAuthority: inout Bool
    ) {
        var fields = element.elements
        guard let kind = fields.next(DERReader.Tag.objectIdentifier), var value = fields.next() else { return }
        // Whether it is critical may stand between.
        if value.tag == DERReader.Tag.boolean {
            guard let next = fields.next() else { return }
            value = next
        }
        var content = value.elements
        guard value.tag == DERReader.Tag.octetString, let inner = content.next(DERReader.Tag.sequence) else { return }
        var parts = inner.elements
        switch Array(kind.content) {
        case [85, 29, 17]:
            while let name = parts.next() {
                if let text = alternativeName(name) { names.append(text) }
            }
        case [85, 29, 19]:
            isAuthority = parts.next(DERReader.Tag.boolean)?.content.first.map { $0 != 0 } ?? false
        default: break
        }
    }

    /// A DNS name or an address; other names do not matter to TLS.
    private static func alternativeName(_ element: DERReader.Element) -> String? {
        switch (element.tag, element.content.count) {
        case (0x82, _): String(decoding: element.content, as: UTF8.self)
        case (0x87, 4): element.content.map { String($0) }.joined(separator: ".")
        case (0x87, 16): text(ofIPv6: Array(element.content))
        default: nil
        }
    }

    private static func text(ofIPv6 bytes: [UInt8]) -> String? {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(AF_INET6, bytes, &text, socklen_t(text.count)) != nil else { return nil }
        return text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } }
    }

    /// A UTCTime, whose years are 1950 to 2049, or a GeneralizedTime; both in UTC.
    private static func date(_ element: DERReader.Element) -> Date? {
        var digits = String(decoding: element.content, as: UTF8.self)
        guard digits.hasSuffix("Z") else { return nil }
        digits.removeLast()
        if element.tag == 0x17, let year = Int(digits.prefix(2)) { digits = (year < 50 ? "20" : "19") + digits }
        let characters = Array(digits)
        guard characters.count >= 14 else { return nil }
        let numbers = [0..<4, 4..<6, 6..<8, 8..<10, 10..<12, 12..<14].compactMap { Int(String(characters[$0])) }
        guard numbers.count == 6 else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar.date(
            from: DateComponents(
                year: numbers[0], month: numbers[1], day: numbers[2], hour: numbers[3], minute: numbers[4],
                second: numbers[5]))
    }
}

extension Certificate {
    /// The certificates of a PEM text (RFC 7468), in order; what is none is left out.
    public static func all(inPEM text: Data) -> [Certificate] {
        let (begin, end) = (Data("-----BEGIN CERTIFICATE-----".utf8), Data("-----END CERTIFICATE-----".utf8))
        var certificates: [Certificate] = []
        var rest = text[...]
        while let start = rest.range(of: begin), let stop = rest[start.upperBound...].range(of: end) {
            let base64 = rest[start.upperBound..<stop.lowerBound]
            if let der = Data(base64Encoded: Data(base64), options: .ignoreUnknownCharacters),
                let certificate = Certificate(der: der)
            {
                certificates.append(certificate)
            }
            rest = rest[stop.upperBound...]
        }
        return certificates
    }
}

extension ServerConnection.Trust {
    /// The authorities that are trusted; `nil` where they are the system's, any, or not to be read.
    public var authorities: [Certificate]? {
        switch self {
        case .system, .anyServer: nil
        case .file(let path): (try? Data(contentsOf: URL(filePath: path))).map(Certificate.all)
        case .data(let data): Certificate.all(inPEM: data)
        }
    }
}
