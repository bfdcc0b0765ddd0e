import Foundation

/// Which commit a database file has; costs two system calls and opens nothing.
///
/// SQLite counts the commits in a file's header (`fileformat2.html`, the file change counter), so equal revisions have
/// the same content, and a new one is seen at once.
public struct FileRevision: Hashable, Sendable {
    private let device: dev_t
    private let number: ino_t
    private let size: off_t
    private let counter: UInt32

    /// `nil` when there is no such file, or it cannot be read.
    public init?(path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        var bytes: UInt32 = 0
        let count = withUnsafeMutableBytes(of: &bytes) { pread(descriptor, $0.baseAddress, 4, 24) }
        guard count == 4 || status.st_size == 0 else { return nil }
        (device, self.number, size, counter) = (status.st_dev, status.st_ino, status.st_size, bytes)
    }

    /// Whether both are of one file, at whichever commit.
    public func isSameFile(as other: FileRevision) -> Bool { device == other.device && number == other.number }
}
