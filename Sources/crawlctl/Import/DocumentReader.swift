import Foundation

/// Reads files that anybody may have made: regular ones only, and none without end.
final class DocumentReader {
    /// The largest document that is read, as the crawler's.
    static let sizeLimit = 256 << 20
    /// How much is read in all.
    static let totalLimit: Int64 = 1 << 30

    /// How many files were read.
    private(set) var count = 0
    /// How many bytes they had.
    private(set) var bytes: Int64 = 0
    /// When the newest of them was written; `nil` for what has no time.
    private(set) var newest: Date?

    /// The content of a file; `nil` where there is none.
    ///
    /// - Throws: `CommandFailure` where it cannot be read or is no document.
    func data(at path: String) throws -> Data? {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG { return nil }
            throw Self.failure(path, String(cString: strerror(errno)).lowercased())
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Self.failure(path, "it is not a regular file")
        }
        #if canImport(Darwin)
            let modified = status.st_mtimespec
        #else
            let modified = status.st_mtim
        #endif
        let time = Date(timeIntervalSince1970: Double(modified.tv_sec) + Double(modified.tv_nsec) / 1e9)
        newest = max(newest ?? time, time)
        return try data(of: descriptor, path: path)
    }

    /// The content of standard input.
    func standardInput() throws -> Data { try data(of: 0, path: "standard input") }

    private func data(of descriptor: Int32, path: String) throws -> Data {
        var data = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let got = read(descriptor, &buffer, buffer.count)
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw Self.failure(path, String(cString: strerror(errno)).lowercased()) }
            if got == 0 { break }
            data.append(contentsOf: buffer[..<got])
            guard data.count <= Self.sizeLimit else {
                throw Self.failure(path, "it is larger than \(Self.sizeLimit >> 20) MiB")
            }
        }
        count += 1
        bytes += Int64(data.count)
        guard bytes <= Self.totalLimit else {
            throw Self.failure(path, "all documents together are larger than \(Self.totalLimit >> 20) MiB")
        }
        return data
    }

    private static func failure(_ path: String, _ cause: String) -> CommandFailure {
        CommandFailure("cannot read \(path): \(cause)")
    }
}
