/// Whose certificate it is, or who signed it: an X.501 distinguished name.
public struct CertificateName: Hashable, Sendable, CustomStringConvertible {
    /// The common name; `nil` where there is none.
    public let commonName: String?
    /// The organizations, to Kubernetes a user's groups.
    public let organizations: [String]
    /// As RFC 4514 writes it: `CN=kubernetes-admin,O=system:masters`.
    public let description: String
    private let encoding: [UInt8]

    init?(_ element: DERReader.Element?) {
        guard let element, element.tag == DERReader.Tag.sequence else { return nil }
        var parts: [(kind: String, value: String)] = []
        var sets = element.elements
        while let set = sets.next() {
            var pairs = set.elements
            while let pair = pairs.next(DERReader.Tag.sequence) {
                var fields = pair.elements
                guard let kind = fields.next(DERReader.Tag.objectIdentifier), let value = fields.next() else {
                    continue
                }
                parts.append((Self.kinds[Array(kind.content)] ?? "?", Self.text(value)))
            }
        }
        commonName = parts.last { $0.kind == "CN" }?.value
        organizations = parts.filter { $0.kind == "O" }.map(\.value)
        description = parts.reversed().map { "\($0.kind)=\(Self.escaped($0.value))" }.joined(separator: ",")
        encoding = Array(element.encoding)
    }

    /// The common name, else the whole.
    public var shortText: String { commonName.flatMap { $0.isEmpty ? nil : $0 } ?? description }

    private static let kinds: [[UInt8]: String] = [
        [85, 4, 3]: "CN", [85, 4, 5]: "serialNumber", [85, 4, 6]: "C", [85, 4, 7]: "L", [85, 4, 8]: "ST",
        [85, 4, 10]: "O", [85, 4, 11]: "OU", [0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 0x01, 0x19]: "DC",
    ]

    private static func text(_ element: DERReader.Element) -> String {
        switch element.tag {
        case 0x1E:
            let units = stride(from: element.content.startIndex, to: element.content.endIndex - 1, by: 2).map {
                UInt16(element.content[$0]) << 8 | UInt16(element.content[$0 + 1])
            }
            return String(decoding: units, as: UTF16.self)
        default: return String(decoding: element.content, as: UTF8.self)
        }
    }

    private static func escaped(_ value: String) -> String {
        value.reduce(into: "") { $0 += ",+\"\\<>;".contains($1) ? "\\\($1)" : String($1) }
    }
}
