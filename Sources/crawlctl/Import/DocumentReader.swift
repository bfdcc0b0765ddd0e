import Foundation

/// Reads files that anybody may have made: regular ones only, none without end, and of a folder none that a symbolic link
/// leads out of it to.
final class DocumentReader {
    /// The largest document that is read, as the crawler's.
    static let sizeLimit: Int64 = 256 << 20
    /// How much is read in all.
    static let totalLimit: Int64 = 1 << 30

    /// How many files were read.
    private(set) var count = 0
    /// How many bytes they had.
    private(set) var bytes: Int64 = 0
    /// When the newest of those was written that were read since this was `nil`; `nil` for what has no time.
    var newest: Date?

    /// The file, or the folder with the files, that is read.
    private let root: String

    /// - Parameter root: What somebody named, be it by a symbolic link.
    init(root: String) {
        self.root = root
    }

    /// The content of a file, the root or one below it; `nil` where there is none.
    ///
    /// - Throws: ``UnreadableFile`` where it cannot be read or is no document; other files may still be read.
    func data(at path: String) throws(UnreadableFile) -> Data? {
        guard let place = try place(of: path) else { return nil }
        let descriptor = open(place, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            // That is a socket.
            throw errno == ENXIO ? UnreadableFile(path, Self.notRegular) : UnreadableFile(path, errno: errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw UnreadableFile(path, Self.notRegular)
        }
        try check(size: Int64(status.st_size), path)
        let data = try data(of: descriptor, path: path)
        #if canImport(Darwin)
            let modified = status.st_mtimespec
        #else
            let modified = status.st_mtim
        #endif
        let time = Date(timeIntervalSince1970: Double(modified.tv_sec) + Double(modified.tv_nsec) / 1e9)
        newest = max(newest ?? time, time)
        return data
    }

    /// The content of standard input.
    func standardInput() throws(UnreadableFile) -> Data { try data(of: 0, path: "standard input") }

    private static let notRegular = "it is not a regular file"

    /// Where a file is, all symbolic links resolved; `nil` where there is none.
    private func place(of path: String) throws(UnreadableFile) -> String? {
        guard path != root else { return path }
        guard let place = Self.resolved(path), let root = Self.resolved(root) else {
            if [ENOENT, ENOTDIR, ENAMETOOLONG].contains(errno) { return nil }
            throw UnreadableFile(path, errno: errno)
        }
        guard place.hasPrefix(root == "/" ? root : "\(root)/") else {
            throw UnreadableFile(path, "it is a symbolic link out of the folder")
        }
        return place
    }

    private static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private func data(of descriptor: Int32, path: String) throws(UnreadableFile) -> Data {
        var data = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let got = read(descriptor, &buffer, buffer.count)
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw UnreadableFile(path, errno: errno) }
            if got == 0 { break }
            data.append(contentsOf: buffer[..<got])
            try check(size: Int64(data.count), path)
        }
        count += 1
        bytes += Int64(data.count)
        return data
    }

    private func check(size: Int64, _ path: String) throws(UnreadableFile) {
        guard size <= Self.sizeLimit else {
            throw UnreadableFile(path, "it is larger than \(Self.sizeLimit >> 20) MiB")
        }
        guard bytes + size <= Self.totalLimit else {
            throw UnreadableFile(path, "all documents together are larger than \(Self.totalLimit >> 20) MiB")
        }
    }
}

/// A file that cannot be read, and why.
struct UnreadableFile: HintedError {
    let path: String
    let cause: String

    init(_ path: String, _ cause: String) {
        self.path = path
        self.cause = cause
    }

    init(_ path: String, errno: Int32) {
        self.init(path, String(cString: strerror(errno)).lowercased())
    }

    var description: String { "cannot read \(path): \(cause)" }
    var hint: String? { nil }
}
