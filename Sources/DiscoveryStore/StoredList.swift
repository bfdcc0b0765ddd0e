import Foundation
import GRDB

/// Lists of texts as the database holds them: JSON.
///
/// The same few lists stand in thousands of rows, often in many rows running, so each is decoded once; a reader has
/// one of these for each column.
struct StoredLists {
    private var decoded: [String: [String]] = [:]
    private var last: (text: String, list: [String]) = ("[]", [])
    private var texts = RepeatedText()
    private let decoder = JSONDecoder()

    /// - Throws: A database error that says the file is damaged when the text is no list of texts.
    mutating func list(_ text: String) throws -> [String] {
        if text == "[]" { return [] }
        if text == last.text { return last.list }
        if let known = decoded[text] {
            last = (text, known)
            return known
        }
        guard let list = try? decoder.decode([String].self, from: Data(text.utf8)) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "not a JSON list")
        }
        decoded[text] = list
        last = (text, list)
        return list
    }

    /// The same for a text's UTF-8.
    mutating func list(_ bytes: UnsafeBufferPointer<UInt8>) throws -> [String] { try list(texts.text(bytes)) }
}

/// The other way: encodes each list once.
struct ListEncoder {
    private var encoded: [[String]: String] = [[]: "[]"]
    private let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return encoder
    }()

    /// One list, encoded.
    static func json(_ list: [String]) throws -> String {
        var encoder = ListEncoder()
        return try encoder.text(list)
    }

    mutating func text(_ list: [String]) throws -> String {
        if let known = encoded[list] { return known }
        let text = String(decoding: try encoder.encode(list), as: UTF8.self)
        encoded[list] = text
        return text
    }
}
