import Foundation
import GRDB

/// Gives the frames of the first documents a dictionary, once there are enough of them to make one of.
struct FramePacking {
    /// Fewer compressed bytes than this, and a dictionary would save no more than its own size.
    private static let threshold = 256 << 10
    private static let dictionarySize = 110 << 10
    /// How much of a frame, and of all together, a dictionary is made of.
    private static let (sampleSize, sampleLimit) = (128 << 10, 16 << 20)

    let database: Database

    /// The codec for new frames: with the newest dictionary, if there is one.
    static func codec(in database: Database) throws -> FrameCodec {
        let row = try database.cachedRow("SELECT id, body FROM openapi_dictionary ORDER BY id DESC LIMIT 1", [])
        return FrameCodec(dictionary: row.map { (id: $0[0], body: $0[1]) })
    }

    /// Trains a dictionary on all frames without one, and keeps it where that makes the file smaller.
    ///
    /// - Returns: Whether it did.
    func pack() throws -> Bool {
        let loose: Int =
            try database.cachedValue(
                "SELECT sum(length(body)) FROM openapi_frame WHERE dictionary_id IS NULL", []) ?? 0
        guard loose >= Self.threshold else { return false }
        let ids = try Int64.fetchAll(
            database, sql: "SELECT document_id FROM openapi_frame WHERE dictionary_id IS NULL ORDER BY document_id")
        let plain = FrameCodec()
        guard let body = try dictionary(from: ids, plain) else { return false }
        var isSmaller = false
        try database.inSavepoint {
            try database.executeCached("INSERT INTO openapi_dictionary (body) VALUES (?)", [body])
            let size = try pack(ids, plain, FrameCodec(dictionary: (database.lastInsertedRowID, body)))
            isSmaller = body.count + size < loose * 9 / 10
            return isSmaller ? .commit : .rollback
        }
        return isSmaller
    }

    private func dictionary(from ids: [Int64], _ plain: FrameCodec) throws -> Data? {
        var (samples, sampled): ([Data], Int) = ([], 0)
        for id in ids where sampled < Self.sampleLimit {
            samples.append(Data(try frame(id, plain).prefix(Self.sampleSize)))
            sampled += samples.last?.count ?? 0
        }
        return FrameCodec.dictionary(from: samples, size: Self.dictionarySize)
    }

    /// Compresses frames anew.
    ///
    /// A row that shrinks leaves its page half empty, so all are taken out and put in again.
    ///
    /// - Returns: Their size.
    private func pack(_ ids: [Int64], _ plain: FrameCodec, _ codec: FrameCodec) throws -> Int {
        let packed = try ids.map { id in
            let row = try database.cachedRow(
                "SELECT schemas_offset, text_style FROM openapi_frame WHERE document_id = ?", [id])
            return (id: id, row: row, body: try codec.compress(try frame(id, plain)))
        }
        try database.executeCached("DELETE FROM openapi_frame WHERE dictionary_id IS NULL", [])
        for frame in packed {
            try database.executeCached(
                """
                INSERT INTO openapi_frame (document_id, dictionary_id, schemas_offset, text_style, body)
                VALUES (?, ?, ?, ?, ?)
                """,
                [frame.id, codec.dictionaryID, frame.row?[0] as Int?, frame.row?[1] as Int?, frame.body])
        }
        return packed.map(\.body.count).reduce(0, +)
    }

    private func frame(_ id: Int64, _ codec: FrameCodec) throws -> Data {
        let row = try database.cachedRow(
            "SELECT body, size FROM openapi_frame JOIN openapi_document ON id = document_id WHERE document_id = ?",
            [id])
        guard let row else { return Data() }
        return try codec.decompress(row[0], limit: row[1])
    }
}
