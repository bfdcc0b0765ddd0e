/// The target of a request, taken apart.
struct RequestTarget {
    /// The segments of the path, decoded, without empty ones.
    let segments: [String]
    /// The same as they came.
    let spelledSegments: [Substring]
    /// Whether the query asks for text that people read; `nil` where it says nothing about it.
    let isPretty: Bool?
    /// The hash that the query names, decoded: of OpenAPI documents.
    let hash: String?

    /// Reads a target such as `/apis/apps/v1?pretty=true`; `nil` for one with a broken percent-escape, or bytes that are
    /// no UTF-8.
    init?(_ target: String) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var segments: [String] = []
        spelledSegments = (parts.first ?? "").split(separator: "/")
        for segment in spelledSegments {
            guard segment.utf8.contains(UInt8(ascii: "%")) else {
                segments.append(String(segment))
                continue
            }
            guard let decoded = Self.decoded(segment), !decoded.utf8.contains(0) else { return nil }
            segments.append(decoded)
        }
        self.segments = segments
        let query = parts.count > 1 ? parts[1].split(separator: "&") : []
        func value(_ name: String) -> String? {
            query.first { $0 == name || $0.hasPrefix("\(name)=") }.flatMap {
                Self.decoded($0.dropFirst(name.count + 1))
            }
        }
        // As Go reads one; whatever else it says is false.
        isPretty = value("pretty").flatMap { text in
            text.isEmpty ? nil : ["1", "t", "T", "true", "TRUE", "True"].contains(text)
        }
        hash = value("hash")
    }

    private static func decoded(_ segment: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = segment.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(hexadecimal), let low = rest.popFirst().flatMap(hexadecimal) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
