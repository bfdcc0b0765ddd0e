/// An API group together with one of its versions, such as `apps/v1`, or `v1` for the core group.
///
/// Mirrors `GroupVersion` of Kubernetes' apimachinery (`pkg/runtime/schema`).
public struct GroupVersion: Hashable, Sendable {
    /// The group's name; `""` for the core group.
    public var group: String
    /// The version's name, such as `v1beta1`.
    public var version: String

    /// Makes a group version from its two names, unchecked.
    public init(group: String, version: String) {
        self.group = group
        self.version = version
    }

    /// Reads `v1` or `apps/v1`; `nil` when the text is empty or has more than one slash.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        switch parts.count {
        case 1 where !parts[0].isEmpty: self.init(group: "", version: String(parts[0]))
        case 2 where !parts[1].isEmpty: self.init(group: String(parts[0]), version: String(parts[1]))
        default: return nil
        }
    }

    /// Where a server serves this group version: `/api/v1`, else `/apis/GROUP/VERSION`, each name percent-encoded.
    ///
    /// Only the core group's `v1` lives under `/api`, as in client-go.
    public var path: String {
        group.isEmpty && version == "v1"
            ? "/api/v1" : "/apis/\(group.encodedAsPathSegment)/\(version.encodedAsPathSegment)"
    }
}

extension GroupVersion: CustomStringConvertible {
    /// `v1` for the core group, else `apps/v1`: the text of an object's `apiVersion`.
    public var description: String { group.isEmpty ? version : "\(group)/\(version)" }
}

extension GroupVersion: Comparable {
    /// By group, then version, byte by byte.
    public static func < (one: GroupVersion, other: GroupVersion) -> Bool {
        one.group == other.group
            ? one.version.precedes(other.version)
            : one.group.precedes(other.group)
    }
}

extension String {
    /// The text as one segment of a URL's path (RFC 3986): unreserved characters and `:`, `@` and `+` as they are, which
    /// kubectl leaves so too, and every other byte percent-encoded.
    package var encodedAsPathSegment: String {
        let hexadecimal = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count)
        for byte in utf8 {
            switch byte {
            case 0x30...0x3A, 0x40...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
            default: bytes += [0x25, hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
            }
        }
        let encoded = String(decoding: bytes, as: UTF8.self)
        return encoded == "." || encoded == ".." ? encoded.replacing(".", with: "%2E") : encoded
    }
}
