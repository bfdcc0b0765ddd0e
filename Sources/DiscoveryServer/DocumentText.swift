import Foundation
import NIOCore
import Yams

/// Documents as bytes.
enum DocumentText {
    /// Compact JSON.
    static func json(_ document: some Encodable) -> ByteBuffer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return ByteBuffer(bytes: try encoder.encode(document))
        } catch {
            preconditionFailure("texts, lists and true or false always encode: \(error)")
        }
    }

    /// The same JSON for people: as Go's `json.MarshalIndent` does it with two spaces.
    static func pretty(_ json: ByteBuffer) -> ByteBuffer {
        var text = ByteBuffer()
        text.reserveCapacity(json.readableBytes * 2)
        var depth = 0
        var isInText = false
        var isEscaped = false
        var opened = false
        func newLine(_ depth: Int) {
            text.writeInteger(UInt8(ascii: "\n"))
            text.writeRepeatingByte(UInt8(ascii: " "), count: 2 * depth)
        }
        for byte in json.readableBytesView {
            if isInText {
                text.writeInteger(byte)
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                if opened { newLine(depth) }
                depth += 1
                text.writeInteger(byte)
                opened = true
                continue
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                // An empty list or object stays closed.
                if !opened { newLine(depth) }
                text.writeInteger(byte)
            case UInt8(ascii: ","):
                text.writeInteger(byte)
                newLine(depth)
            case UInt8(ascii: ":"): text.writeString(": ")
            // Go's encoder ends a document with a line feed, its indenter does not.
            case UInt8(ascii: "\n"): continue
            default:
                if opened { newLine(depth) }
                text.writeInteger(byte)
                isInText = byte == UInt8(ascii: "\"")
            }
            opened = false
        }
        return text
    }

    /// The same document in YAML, its keys sorted as API servers sort them.
    static func yaml(_ json: ByteBuffer) -> ByteBuffer {
        guard
            let value = try? JSONSerialization.jsonObject(
                with: Data(json.readableBytesView), options: .fragmentsAllowed),
            let text = try? Yams.serialize(node: node(value), width: -1)
        else { preconditionFailure("a document of our own is valid JSON") }
        return ByteBuffer(string: text)
    }

    private static func node(_ value: Any) -> Node {
        switch value {
        case let members as [String: Any]:
            Node(
                members.sorted { $0.key < $1.key }.map { (Node($0.key), node($0.value)) }, Tag(.map),
                members.isEmpty ? .flow : .block)
        case let items as [Any]: Node(items.map(node), Tag(.seq), items.isEmpty ? .flow : .block)
        case let text as String: Node.scalar(.init(text, Tag(.str), needsQuotes(text) ? .doubleQuoted : .any))
        case let number as NSNumber:
            if CFBooleanKind.isBoolean(number) {
                Node(number.boolValue ? "true" : "false", Tag(.bool))
            } else {
                Node("\(number)", Tag(.int))
            }
        default: Node("null", Tag(.null))
        }
    }

    private static func needsQuotes(_ text: String) -> Bool {
        let words: Set = ["", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "<<", "="]
        guard !words.contains(text.lowercased()), let first = text.first else { return true }
        return first.isNumber || "+-.".contains(first)
    }
}

private enum CFBooleanKind {
    /// JSONSerialization gives true and false as numbers of a kind of their own.
    static func isBoolean(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }
}
