import Foundation

/// The lines that a program writes, as they come. Waiting for one blocks no thread.
package final class LineReader {
    private let handle: FileHandle
    private let chunks: AsyncStream<Data>
    private var buffer = Data()

    package init(_ handle: FileHandle) {
        self.handle = handle
        let (chunks, continuation) = AsyncStream.makeStream(of: Data.self)
        self.chunks = chunks
        handle.readabilityHandler = { handle in
            let data = handle.availableData
            guard data.isEmpty else { return _ = continuation.yield(data) }
            handle.readabilityHandler = nil
            continuation.finish()
        }
    }

    deinit { handle.readabilityHandler = nil }

    /// Waits for the next line, without its end; nil when there is none any more.
    package func next() async -> String? {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                defer { buffer.removeSubrange(...end) }
                return String(decoding: buffer[..<end], as: UTF8.self)
            }
            var iterator = chunks.makeAsyncIterator()
            guard let chunk = await iterator.next() else { return nil }
            buffer.append(chunk)
        }
    }
}
