import Foundation

/// Files that are written below a folder: all of them, or none.
///
/// Every file is written under another name beside its place first, and all are put there when the last one is whole.
/// Below the folder itself no symbolic link is followed, and nothing but a regular file is replaced.
final class StagedFolder {
    private struct File {
        var folder: [String]
        var temporaryName: String
        var name: String
    }

    /// The folder's path, as it was given.
    let path: String
    /// How many files there are.
    var count: Int { files.count }

    private let folderMode: mode_t
    private let fileMode: mode_t?
    private let root: Int32
    private var files: [File] = []
    /// Paths of folders that were made, outermost first.
    private var madeFolders: [String]
    private var isCommitted = false

    /// Opens a folder, and makes it where it is missing.
    ///
    /// - Parameters:
    ///   - folderMode: The mode of folders that are made, from which the process's mask takes away.
    ///   - fileMode: The exact mode of files; `nil` for the usual one.
    init(path: String, folderMode: mode_t = 0o777, fileMode: mode_t? = nil) throws {
        self.path = path
        self.folderMode = folderMode
        self.fileMode = fileMode
        madeFolders = try Self.makeFolders(path, mode: folderMode)
        root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if root < 0 {
            let failure = Self.failure(path)
            Self.remove(madeFolders)
            throw failure
        }
    }

    deinit {
        if !isCommitted {
            for file in files { inFolder(file.folder) { _ = unlinkat($0, file.temporaryName, 0) } }
        }
        close(root)
        if !isCommitted { Self.remove(madeFolders) }
    }

    /// Writes a file, not yet under its name.
    ///
    /// - Parameters:
    ///   - names: The names of the folders that lead to it, and its own; none of them a path.
    ///   - modified: The time of what it says, which becomes its modification time; `nil` for now.
    func write(_ bytes: some ContiguousBytes, to names: [String], modified: Date? = nil) throws {
        let (folder, name) = (Array(names.dropLast()), names.last ?? "")
        let whole = ([path] + names).joined(separator: "/")
        try inMadeFolder(folder) { descriptor in
            var status = stat()
            if fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode & S_IFMT != S_IFREG {
                throw CommandFailure("cannot write \(whole): it is there, and not a regular file")
            }
            // A name beside it that is as long as the file system allows would be too long.
            let temporaryName = "\(name.prefix(200)).\(UInt32.random(in: .min ... .max))"
            let file = openat(descriptor, temporaryName, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
            guard file >= 0 else { throw Self.failure(whole) }
            files.append(File(folder: folder, temporaryName: temporaryName, name: name))
            defer { close(file) }
            if let fileMode, fchmod(file, fileMode) != 0 { throw Self.failure(whole) }
            try bytes.withUnsafeBytes { try Self.write($0, to: file, path: whole) }
            if let modified { try Self.setTime(modified, of: file, path: whole) }
        }
    }

    /// Puts all files under their names, in the order in which they were written.
    func commit() throws {
        for file in files {
            try inMadeFolder(file.folder) { descriptor in
                guard renameat(descriptor, file.temporaryName, descriptor, file.name) == 0 else {
                    throw Self.failure(([path] + file.folder + [file.name]).joined(separator: "/"))
                }
            }
        }
        isCommitted = true
    }

    // MARK: - Folders

    private func inMadeFolder(_ names: [String], _ body: (Int32) throws -> Void) throws {
        var descriptor = root
        defer { if descriptor != root { close(descriptor) } }
        var path = path
        for name in names {
            path += "/\(name)"
            if mkdirat(descriptor, name, folderMode) == 0 {
                madeFolders.append(path)
            } else if errno != EEXIST {
                throw Self.failure(path)
            }
            let next = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard next >= 0 else {
                if errno == ELOOP || errno == ENOTDIR {
                    throw CommandFailure("cannot write below \(path): it is there, and not a folder")
                }
                throw Self.failure(path)
            }
            if descriptor != root { close(descriptor) }
            descriptor = next
        }
        try body(descriptor)
    }

    /// The same where the folder is known to be there; does nothing where it is not any more.
    private func inFolder(_ names: [String], _ body: (Int32) -> Void) {
        try? inMadeFolder(names) { body($0) }
    }

    private static func makeFolders(_ path: String, mode: mode_t) throws -> [String] {
        var missing: [String] = []
        var url = URL(filePath: path).standardizedFileURL
        while url.path != "/", access(url.path, F_OK) != 0, errno == ENOENT {
            missing.append(url.path)
            url.deleteLastPathComponent()
        }
        var made: [String] = []
        for folder in missing.reversed() {
            if mkdir(folder, mode) == 0 {
                made.append(folder)
            } else if errno != EEXIST {
                let failure = failure(folder)
                remove(made)
                throw failure
            }
        }
        return made
    }

    /// Removes folders that are empty.
    private static func remove(_ folders: [String]) {
        for folder in folders.reversed() { rmdir(folder) }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to file: Int32, path: String) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = Foundation.write(file, rest.baseAddress, rest.count)
            if count >= 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
            } else if errno != EINTR {
                throw failure(path)
            }
        }
    }

    private static func setTime(_ date: Date, of file: Int32, path: String) throws {
        // Times in the store are whole milliseconds, and so must this one be when it is read again.
        let milliseconds = Int((date.timeIntervalSince1970 * 1000).rounded())
        let seconds = Int((Double(milliseconds) / 1000).rounded(.down))
        let time = timespec(tv_sec: seconds, tv_nsec: (milliseconds - seconds * 1000) * 1_000_000)
        guard futimens(file, [time, time]) == 0 else { throw failure(path) }
    }

    private static func failure(_ path: String) -> CommandFailure {
        CommandFailure("cannot write \(path): \(String(cString: strerror(errno)).lowercased())")
    }
}

extension StagedFolder {
    /// Writes one file, whole or not at all.
    ///
    /// - Parameter modified: The time of what it says; `nil` for now.
    static func write(_ text: String, toFile path: String, modified: Date? = nil) throws {
        var names = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let name = names.removeLast()
        guard !["", ".", ".."].contains(name) else { throw CommandFailure("cannot write \(path): it is a folder") }
        let parent = names.isEmpty ? "." : names == [""] ? "/" : names.joined(separator: "/")
        let folder = try StagedFolder(path: parent)
        try folder.write(Array(text.utf8), to: [name], modified: modified)
        try folder.commit()
    }
}
