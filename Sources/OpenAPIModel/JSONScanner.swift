/// Reads JSON (RFC 8259) from bytes token by token, and makes nothing of what nobody asks for.
///
/// OpenAPI documents are megabytes of which half is passed over; a decoder that makes objects of all of it takes seconds
/// and ten times the memory. Depth is bounded and no method calls itself, so that no document can exhaust the stack.
struct JSONScanner {
    /// A string as it stands in the bytes, without its quotes.
    struct Text {
        var range: Range<Int>
        /// Whether it has escapes, so that its bytes are not its value.
        var isEscaped: Bool
    }

    /// Levels of lists and objects within a value that is passed over.
    static let depthLimit = 250

    let bytes: UnsafeBufferPointer<UInt8>
    var position: Int
    /// Whether white space was passed over since this was last set to false.
    var sawWhitespace = false
    private let end: Int
    /// The lists (false) and objects (true) around the position, of a value that is passed over.
    private var containers: [Bool] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>, in range: Range<Int>? = nil) {
        self.bytes = bytes
        position = range?.lowerBound ?? 0
        end = range?.upperBound ?? bytes.count
    }

    /// The next byte that is not white space.
    ///
    /// - Throws: ``JSONScanError`` at the end.
    mutating func peek() throws(JSONScanError) -> UInt8 {
        skipWhitespace()
        guard position < end else { throw failure(.truncated) }
        return bytes[position]
    }

    /// Whether nothing but white space is left.
    mutating func isAtEnd() -> Bool {
        skipWhitespace()
        return position == end
    }

    // MARK: - Lists and objects

    /// Enters an object; its keys come from ``nextKey(_:)``.
    mutating func enterObject() throws(JSONScanError) { try take(UInt8(ascii: "{")) }

    /// Enters a list; its elements are announced by ``nextElement(_:)``.
    mutating func enterList() throws(JSONScanError) { try take(UInt8(ascii: "[")) }

    /// The next key of the object that was entered, the position before its value; `nil` behind the last.
    ///
    /// - Parameter isFirst: True before the first call.
    mutating func nextKey(_ isFirst: inout Bool) throws(JSONScanError) -> Text? {
        guard try next(&isFirst, closing: UInt8(ascii: "}")) else { return nil }
        return try key()
    }

    /// Whether the list that was entered has another element, the position before it.
    ///
    /// - Parameter isFirst: True before the first call.
    mutating func nextElement(_ isFirst: inout Bool) throws(JSONScanError) -> Bool {
        try next(&isFirst, closing: UInt8(ascii: "]"))
    }

    private mutating func next(_ isFirst: inout Bool, closing: UInt8) throws(JSONScanError) -> Bool {
        let byte = try peek()
        if byte == closing {
            position += 1
            return false
        }
        if !isFirst { try take(UInt8(ascii: ",")) }
        isFirst = false
        return true
    }

    private mutating func key() throws(JSONScanError) -> Text {
        let key = try string()
        try take(UInt8(ascii: ":"))
        return key
    }

    // MARK: - Values

    /// Takes a string.
    mutating func string() throws(JSONScanError) -> Text {
        try take(UInt8(ascii: "\""))
        let start = position
        var isEscaped = false
        while position < end {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                return Text(range: start..<position - 1, isEscaped: isEscaped)
            }
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                try skipEscape()
            } else if byte < 0x20 {
                throw failure(.malformed)
            } else {
                position += 1
            }
        }
        throw failure(.truncated)
    }

    private mutating func skipEscape() throws(JSONScanError) {
        guard position + 1 < end else { throw failure(.truncated) }
        switch bytes[position + 1] {
        case UInt8(ascii: "u"):
            guard position + 5 < end else { throw failure(.truncated) }
            for offset in 2...5 where hexadecimalDigit(bytes[position + offset]) == nil { throw failure(.malformed) }
            position += 6
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 2
        default: throw failure(.malformed)
        }
    }

    /// Passes over a value of any kind, and checks that it is one.
    ///
    /// - Returns: Where it stands.
    @discardableResult
    mutating func skipValue() throws(JSONScanError) -> Range<Int> {
        skipWhitespace()
        let start = position
        containers.removeAll(keepingCapacity: true)
        repeat { try skipOneToken() } while try !closeContainers()
        return start..<position
    }

    /// Takes a string, number or literal, or goes into a list or object that is not empty.
    private mutating func skipOneToken() throws(JSONScanError) {
        while true {
            switch try peek() {
            case UInt8(ascii: "{"):
                position += 1
                if try peek() == UInt8(ascii: "}") { break }
                try push(isObject: true)
                _ = try key()
                continue
            case UInt8(ascii: "["):
                position += 1
                if try peek() == UInt8(ascii: "]") { break }
                try push(isObject: false)
                continue
            case UInt8(ascii: "\""):
                _ = try string()
                return
            case UInt8(ascii: "t"): return try skip("true")
            case UInt8(ascii: "f"): return try skip("false")
            case UInt8(ascii: "n"): return try skip("null")
            default: return try skipNumber()
            }
            // An empty list or object.
            position += 1
            return
        }
    }

    /// Goes out of what ends here.
    ///
    /// - Returns: Whether the whole value has ended; else the position is before the next value.
    private mutating func closeContainers() throws(JSONScanError) -> Bool {
        while let isObject = containers.last {
            let byte = try peek()
            if byte == UInt8(ascii: ",") {
                position += 1
                if isObject { _ = try key() }
                return false
            }
            guard byte == UInt8(ascii: isObject ? "}" : "]") else { throw failure(.malformed) }
            position += 1
            containers.removeLast()
        }
        return true
    }

    private mutating func push(isObject: Bool) throws(JSONScanError) {
        guard containers.count < Self.depthLimit else { throw failure(.tooDeep) }
        containers.append(isObject)
    }

    private mutating func skipNumber() throws(JSONScanError) {
        if position < end, bytes[position] == UInt8(ascii: "-") { position += 1 }
        if position < end, bytes[position] == UInt8(ascii: "0") { position += 1 } else { try skipDigits() }
        if position < end, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try skipDigits()
        }
        if position < end, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < end, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[position]) { position += 1 }
            try skipDigits()
        }
    }

    private mutating func skipDigits() throws(JSONScanError) {
        let start = position
        while position < end, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) { position += 1 }
        if position == start { throw failure(position < end ? .malformed : .truncated) }
    }

    private mutating func skip(_ literal: StaticString) throws(JSONScanError) {
        let count = literal.utf8CodeUnitCount
        guard position + count <= end else { throw failure(.truncated) }
        for offset in 0..<count where bytes[position + offset] != literal.utf8Start[offset] {
            throw failure(.malformed)
        }
        position += count
    }

    // MARK: - Bytes

    mutating func skipWhitespace() {
        while position < end {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
            sawWhitespace = true
        }
    }

    private mutating func take(_ expected: UInt8) throws(JSONScanError) {
        guard try peek() == expected else { throw failure(.malformed) }
        position += 1
    }

    private func failure(_ code: JSONScanError.Code) -> JSONScanError { JSONScanError(code, at: position) }
}

/// Bytes that are not the JSON they should be.
struct JSONScanError: Error {
    enum Code: Hashable, Sendable {
        /// They end too early.
        case truncated
        /// Something stands where it must not.
        case malformed
        /// Lists and objects are nested beyond what is taken.
        case tooDeep
    }

    let code: Code
    /// Counted in bytes from the beginning.
    let position: Int

    init(_ code: Code, at position: Int) {
        self.code = code
        self.position = position
    }
}

/// The value of a hexadecimal digit; `nil` for any other byte.
func hexadecimalDigit(_ byte: UInt8) -> UInt16? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
}
