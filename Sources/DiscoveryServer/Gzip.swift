import CZlib
import NIOCore

/// Bodies in gzip, made once and sent many times.
enum Gzip {
    /// The body in gzip; `nil` where zlib has no memory for it.
    static func compress(_ body: ByteBuffer) -> ByteBuffer? {
        var stream = z_stream()
        guard czlib_begin_gzip(&stream, 6) == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        var packed = ByteBuffer()
        let bound = Int(deflateBound(&stream, UInt(body.readableBytes)))
        let isWhole = packed.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) { target in
            body.withUnsafeReadableBytes { source in
                // zlib's interface is older than const.
                stream.next_in = UnsafeMutablePointer(mutating: source.bindMemory(to: UInt8.self).baseAddress)
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.bindMemory(to: UInt8.self).baseAddress
                stream.avail_out = UInt32(target.count)
                return deflate(&stream, Z_FINISH) == Z_STREAM_END ? target.count - Int(stream.avail_out) : 0
            }
        }
        // A copy, so that what is kept is not as large as what might have been.
        return isWhole > 0 ? ByteBuffer(bytes: packed.readableBytesView) : nil
    }

    /// Whether an Accept-Encoding header takes gzip.
    static func isAccepted(_ header: String?) -> Bool {
        guard let header else { return false }
        return header.lowercased().split(separator: ",").contains { coding in
            let parts = coding.split(separator: ";").map { $0.filter { $0 != " " } }
            return parts.first == "gzip"
                && !parts.dropFirst().contains { $0 == "q=0" || $0.hasPrefix("q=0.0") && Double($0.dropFirst(2)) == 0 }
        }
    }
}
