import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPCompression

/// Gzip bodies made ahead of the requests.
///
/// NIOHTTPCompression compresses only what passes through a channel, anew for each answer; here a channel without a
/// network does it once.
enum Gzip {
    /// The compressed body; `nil` when there is nothing to compress.
    static func compress(_ body: ByteBuffer) -> ByteBuffer? {
        guard body.readableBytes > 0 else { return nil }
        return pack { channel in
            channel.write(HTTPClientRequestPart.body(.byteBuffer(body)), promise: nil)
        }
    }

    /// A body that unpacks to this many zero bytes.
    static func zeros(count: Int) -> ByteBuffer {
        precondition(count > 0, "a gzip bomb unpacks to at least one byte")
        let chunk = 1 << 20
        return pack { channel in
            var left = count
            while left > 0 {
                let zeros = ByteBuffer(repeating: 0, count: min(left, chunk))
                left -= zeros.readableBytes
                channel.write(HTTPClientRequestPart.body(.byteBuffer(zeros)), promise: nil)
                // The last piece has to be unflushed: the compressor does not end a stream with an empty one.
                if left > 0 { channel.flush() }
            }
        }
    }

    private static func pack(_ writeBody: (EmbeddedChannel) -> Void) -> ByteBuffer {
        let channel = EmbeddedChannel(handler: NIOHTTPRequestCompressor(encoding: .gzip))
        channel.write(
            HTTPClientRequestPart.head(.init(version: .http1_1, method: .POST, uri: "/")), promise: nil)
        writeBody(channel)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        var packed = ByteBuffer()
        do {
            while let part = try channel.readOutbound(as: HTTPClientRequestPart.self) {
                if case .body(.byteBuffer(var piece)) = part { packed.writeBuffer(&piece) }
            }
            _ = try channel.finish(acceptAlreadyClosed: true)
        } catch {
            preconditionFailure("a channel without a network failed: \(error)")
        }
        return packed
    }
}
