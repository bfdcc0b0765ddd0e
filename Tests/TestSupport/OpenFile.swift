import Foundation

/// A file as the system knows it, whatever its name.
package struct OpenFile: Hashable, Sendable {
    private let device: Int
    private let inode: Int

    private init(_ status: stat) { (device, inode) = (Int(status.st_dev), Int(status.st_ino)) }

    /// The file at a path; nil where there is none.
    package init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// What this process has open.
    package static var all: Set<OpenFile> {
        var files = Set<OpenFile>()
        for number in 0..<getdtablesize() {
            var status = stat()
            if fstat(number, &status) == 0 { files.insert(OpenFile(status)) }
        }
        return files
    }
}
