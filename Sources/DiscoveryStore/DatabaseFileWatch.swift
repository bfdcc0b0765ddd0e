import Foundation
import Synchronization

/// Looks whether a database file has changed: a few system calls, and no lock is taken.
///
/// The file stays open for as long as it is the one of that name. To close it would let go of the locks that this process
/// holds on it (POSIX has one owner of them, the process), and so let a writer into a question that is being answered:
/// `howtocorrupt.html`, section 2.2, of SQLite's documentation.
public final class DatabaseFileWatch: Sendable {
    private struct Opened {
        var descriptor: Int32
        var file: FileIdentity
    }

    private let path: String
    private let opened = Mutex<Opened?>(nil)

    /// - Parameter path: The database file; it need not be there.
    public init(path: String) { self.path = path }

    deinit { opened.withLock { if let opened = $0 { close(opened.descriptor) } } }

    /// Which commit the file has now; `nil` when there is no such file, or it cannot be read.
    public func revision() -> FileRevision? {
        opened.withLock { opened in
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            let file = FileIdentity(status)
            if opened?.file != file { Self.open(path, &opened) }
            return opened.flatMap { FileRevision(descriptor: $0.descriptor) }
        }
    }

    private static func open(_ path: String, _ opened: inout Opened?) {
        if let old = opened { close(old.descriptor) }
        opened = nil
        let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return }
        var status = stat()
        if fstat(descriptor, &status) == 0 {
            opened = Opened(descriptor: descriptor, file: FileIdentity(status))
        } else {
            close(descriptor)
        }
    }
}
