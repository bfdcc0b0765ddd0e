import CZstd
import Foundation

/// Compresses the frames of OpenAPI documents with zstd, with a dictionary where there is one.
///
/// Not for use by several threads at once.
final class FrameCodec {
    /// Beyond it, time grows faster than size shrinks.
    private static let level: Int32 = 9

    /// The row of the dictionary.
    let dictionaryID: Int64?
    private let compressor: OpaquePointer?
    private let compressionDictionary: OpaquePointer?
    private let decompressor: OpaquePointer?
    private let decompressionDictionary: OpaquePointer?

    /// Makes a codec for one dictionary.
    init(dictionary: (id: Int64, body: Data)? = nil) {
        dictionaryID = dictionary?.id
        compressor = ZSTD_createCCtx()
        decompressor = ZSTD_createDCtx()
        let body = dictionary?.body ?? Data()
        (compressionDictionary, decompressionDictionary) = body.withUnsafeBytes { bytes in
            guard !bytes.isEmpty else { return (nil, nil) }
            return (
                ZSTD_createCDict(bytes.baseAddress, bytes.count, Self.level),
                ZSTD_createDDict(bytes.baseAddress, bytes.count)
            )
        }
    }

    deinit {
        ZSTD_freeCCtx(compressor)
        ZSTD_freeCDict(compressionDictionary)
        ZSTD_freeDCtx(decompressor)
        ZSTD_freeDDict(decompressionDictionary)
    }

    func compress(_ frame: Data) throws -> Data {
        let capacity = ZSTD_compressBound(frame.count)
        return try Self.filled(capacity, what: "compress a document") { target in
            frame.withUnsafeBytes { source in
                if let compressionDictionary {
                    return ZSTD_compress_usingCDict(
                        compressor, target.baseAddress, target.count, source.baseAddress, source.count,
                        compressionDictionary)
                }
                return ZSTD_compressCCtx(
                    compressor, target.baseAddress, target.count, source.baseAddress, source.count, Self.level)
            }
        }
    }

    /// - Parameter limit: How large the frame may be.
    func decompress(_ compressed: Data, limit: Int) throws -> Data {
        let size = compressed.withUnsafeBytes { ZSTD_getFrameContentSize($0.baseAddress, $0.count) }
        // Sizes that are not known, or not to be found, are the largest numbers there are.
        guard size <= UInt64(limit) else { throw Self.damaged }
        return try Self.filled(Int(size), .corrupt, what: "read a document") { target in
            compressed.withUnsafeBytes { source in
                if let decompressionDictionary {
                    return ZSTD_decompress_usingDDict(
                        decompressor, target.baseAddress, target.count, source.baseAddress, source.count,
                        decompressionDictionary)
                }
                return ZSTD_decompressDCtx(
                    decompressor, target.baseAddress, target.count, source.baseAddress, source.count)
            }
        }
    }

    /// Makes a dictionary of what samples have in common; `nil` where they have too little.
    static func dictionary(from samples: [Data], size: Int) -> Data? {
        var dictionary = Data(count: size)
        let joined = samples.reduce(into: Data()) { $0 += $1 }
        let sizes = samples.map(\.count)
        let count = dictionary.withUnsafeMutableBytes { target in
            joined.withUnsafeBytes { source in
                ZDICT_trainFromBuffer(
                    target.baseAddress, target.count, source.baseAddress, sizes, UInt32(sizes.count))
            }
        }
        return ZDICT_isError(count) == 0 ? dictionary.prefix(count) : nil
    }

    private static let damaged = DiscoveryStoreError(
        .corrupt, what: "cannot read a document", cause: "the file is damaged")

    private static func filled(
        _ capacity: Int, _ code: DiscoveryStoreError.Code = .other, what: String,
        _ fill: (UnsafeMutableRawBufferPointer) -> Int
    ) throws -> Data {
        var result = Data(count: capacity)
        let count = result.withUnsafeMutableBytes(fill)
        guard ZSTD_isError(count) == 0 else {
            throw DiscoveryStoreError(
                code, what: "cannot \(what)", cause: String(cString: ZSTD_getErrorName(count)).lowercased())
        }
        // A copy, so that what is kept is not as large as what might have been.
        return count == capacity ? result : Data(result.prefix(count))
    }
}
