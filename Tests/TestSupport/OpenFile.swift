import Foundation

/// A file as the system knows it, whatever its name.
package struct OpenFile: Hashable, Sendable {
    package var device: Int
    package var inode: Int

    package init(device: Int, inode: Int) {
        self.device = device
        self.inode = inode
    }

    private init(_ status: stat) { self.init(device: Int(status.st_dev), inode: Int(status.st_ino)) }

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
