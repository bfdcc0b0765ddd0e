import Foundation

/// Which commit a database file has.
///
/// SQLite counts the commits in a file's header (`fileformat2.html`, the file change counter), so equal revisions have
/// the same content. ``DatabaseFileWatch`` finds it out.
public struct FileRevision: Hashable, Sendable {
    let file: FileIdentity
    private let size: off_t
    private let counter: UInt32

    /// `nil` when the file cannot be read.
    init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        var bytes: UInt32 = 0
        let count = withUnsafeMutableBytes(of: &bytes) { pread(descriptor, $0.baseAddress, 4, 24) }
        guard count == 4 || status.st_size == 0 else { return nil }
        (file, size, counter) = (FileIdentity(status), status.st_size, bytes)
    }

    /// Whether both are of one file, at whichever commit.
    public func isSameFile(as other: FileRevision) -> Bool { file == other.file }
}

/// Which file it is, whatever it is called.
struct FileIdentity: Hashable, Sendable {
    private let device: dev_t
    private let number: ino_t

    init(_ status: stat) { (device, number) = (status.st_dev, status.st_ino) }
}
