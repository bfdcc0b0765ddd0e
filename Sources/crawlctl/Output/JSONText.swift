import DiscoveryModel
import Foundation

/// JSON as `JSONEncoder` writes it with sorted keys, without escaped slashes, pretty-printed or in one line; in a fraction
/// of its time, which matters where there are thousands of rows.
///
/// Control characters and what looks like nothing are escaped (see ``PrintableText/escapingDocument(_:)``).
struct JSONText {
    private var bytes: [UInt8] = []
    private let isPretty: Bool
    private let write: ([UInt8]) -> Void

    /// About how many bytes a piece has.
    private static let pieceSize = 64 << 10

    static func text(_ value: OutputValue, isPretty: Bool) throws -> String {
        var bytes: [UInt8] = []
        try write(value, isPretty: isPretty) { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Hands the text over piece by piece.
    static func write(_ value: OutputValue, isPretty: Bool, to write: ([UInt8]) -> Void) throws {
        try withoutActuallyEscaping(write) { write in
            var text = JSONText(isPretty: isPretty, write: write)
            try text.append(value, depth: 0)
            write(text.bytes)
        }
    }

    private init(isPretty: Bool, write: @escaping ([UInt8]) -> Void) {
        self.isPretty = isPretty
        self.write = write
    }

    private mutating func append(_ value: OutputValue, depth: Int) throws {
        if bytes.count >= Self.pieceSize {
            write(bytes)
            bytes.removeAll(keepingCapacity: true)
        }
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .integer(let value): append(String(value))
        // Rare, and it has its own ways with numbers.
        case .real(let number): bytes += try JSONEncoder().encode(number)
        case .text(let text): try append(quoting: text)
        case .list(let items): try append(listOf: items.count, depth: depth) { items[$0] }
        case .made(let count, let item): try append(listOf: count, depth: depth, item)
        case .object(let members):
            append("{")
            if members.isEmpty && isPretty { append("\n") }
            for (index, member) in members.sorted(by: { $0.key.precedes($1.key) }).enumerated() {
                if index > 0 { append(",") }
                newLine(depth + 1)
                try append(quoting: member.key)
                append(isPretty ? " : " : ":")
                try append(member.value, depth: depth + 1)
            }
            newLine(depth)
            append("}")
        }
    }

    private mutating func append(listOf count: Int, depth: Int, _ item: (Int) -> OutputValue) throws {
        append("[")
        if count == 0 && isPretty { append("\n") }
        for index in 0..<count {
            if index > 0 { append(",") }
            newLine(depth + 1)
            try append(item(index), depth: depth + 1)
        }
        newLine(depth)
        append("]")
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func newLine(_ depth: Int) {
        guard isPretty else { return }
        bytes.append(UInt8(ascii: "\n"))
        for _ in 0..<depth {
            bytes.append(UInt8(ascii: " "))
            bytes.append(UInt8(ascii: " "))
        }
    }

    private mutating func append(quoting text: String) throws {
        guard Self.isPlain(text) else {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .withoutEscapingSlashes
            let quoted = String(decoding: try encoder.encode(text), as: UTF8.self)
            append(PrintableText.escapingDocument(quoted))
            return
        }
        bytes.append(UInt8(ascii: "\""))
        append(text)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether a text is printable ASCII without anything that JSON escapes: nearly all are.
    private static func isPlain(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            bytes.reduce(UInt8(0)) { found, byte in
                found | (byte < 0x20 || byte > 0x7E || byte == 0x22 || byte == 0x5C ? 1 : 0)
            } == 0
        }
    }
}
