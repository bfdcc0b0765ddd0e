import Foundation

/// Decodes one JSON document; the cost is one pass over it.
///
/// Unknown fields are ignored, `null` counts as absent.
func decodeDocument<Document: Decodable>(
    _ type: Document.Type, from body: Data
) throws(DiscoveryWireError) -> Document {
    guard !hasNULCharacter(body) else { throw DiscoveryWireError(.nulCharacter) }
    do {
        return try JSONDecoder().decode(type, from: body)
    } catch let error as DecodingError {
        throw DiscoveryWireError(code(for: error, body: body))
    } catch {
        throw DiscoveryWireError(.notJSON)
    }
}

/// Whether a JSON text escapes a NUL character; a bare one is not valid JSON anyway.
private func hasNULCharacter(_ body: Data) -> Bool {
    body.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) -> Bool in
        guard let start = bytes.baseAddress else { return false }
        var offset = 0
        while offset < bytes.count,
            let backslash = memchr(start + offset, Int32(UInt8(ascii: "\\")), bytes.count - offset)
        {
            offset = UnsafeRawPointer(backslash) - start
            if bytes[offset...].starts(with: Data("\\u0000".utf8)) { return true }
            offset += 2
        }
        return false
    }
}

private func code(for error: DecodingError, body: Data) -> DiscoveryWireError.Code {
    switch error {
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
        return .wrongValue(path: path(context.codingPath), expected: name(of: type))
    case .keyNotFound(let key, let context):
        return .wrongValue(path: path(context.codingPath + [key]), expected: "there")
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
        return .wrongValue(path: path(context.codingPath), expected: "valid")
    default:
        let start = body.drop { $0 == 0x20 || (0x09...0x0D).contains($0) || $0 == 0xEF || $0 == 0xBB || $0 == 0xBF }
        if start.isEmpty { return .empty }
        return start.first == UInt8(ascii: "<") ? .html : .notJSON
    }
}

private func path(_ keys: [any CodingKey]) -> String {
    guard !keys.isEmpty else { return "top level" }
    return keys.reduce(into: "") { path, key in
        if let index = key.intValue {
            path += "[\(index)]"
        } else {
            path += (path.isEmpty ? "" : ".") + key.stringValue
        }
    }
}

private func name(of type: Any.Type) -> String {
    switch type {
    case is String.Type: "a string"
    case is Bool.Type: "true or false"
    case is any BinaryInteger.Type: "a whole number"
    case is any Sequence.Type where type is [String: String].Type: "an object"
    default: String(describing: type).hasPrefix("Array") ? "a list" : "an object"
    }
}
