import Foundation
import NIOCore
import Synchronization

/// The metrics, asked of the process that started this one: a line `scrape` on standard output, the answer on standard
/// input. Whoever asks while an answer is on its way gets the same one.
final class MetricsSource: Sendable {
    private let waiting = Mutex<[CheckedContinuation<ByteBuffer, Never>]>([])

    /// Begins to read standard input; its end is the end of the process.
    func start() {
        let thread = Thread { self.readAnswers() }
        thread.name = "metrics source"
        thread.start()
    }

    /// The metrics of now.
    func text() async -> ByteBuffer {
        await withCheckedContinuation { continuation in
            let isFirst = waiting.withLock { waiting in
                waiting.append(continuation)
                return waiting.count == 1
            }
            if isFirst {
                print("scrape")
                fflush(nil)
            }
        }
    }

    private func readAnswers() {
        while let count = readCount(), let bytes = read(count) {
            let asked = waiting.withLock { waiting in
                defer { waiting = [] }
                return waiting
            }
            for continuation in asked { continuation.resume(returning: ByteBuffer(bytes: bytes)) }
        }
        _exit(0)
    }

    /// The number in the next line.
    private func readCount() -> Int? {
        var digits = ""
        while let byte = read(1)?.first {
            if byte == UInt8(ascii: "\n") { return Int(digits).flatMap { (0...(64 << 20)).contains($0) ? $0 : nil } }
            digits.unicodeScalars.append(UnicodeScalar(byte))
            if digits.utf8.count > 10 { return nil }
        }
        return nil
    }

    /// Exactly so many bytes; `nil` where standard input ends before.
    private func read(_ count: Int) -> Data? {
        var data = Data()
        while data.count < count {
            guard let part = try? FileHandle.standardInput.read(upToCount: count - data.count), !part.isEmpty else {
                return nil
            }
            data += part
        }
        return data
    }
}
