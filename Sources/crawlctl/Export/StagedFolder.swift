import Foundation

/// Files that are written below a folder: all of them, or none.
///
/// Every file is written into one hidden folder first, and all are put in their places when the last one is whole; a signal
/// that ends the process before that removes them. Below the folder itself no symbolic link is followed, and nothing but a
/// regular file is replaced.
final class StagedFolder {
    private struct File {
        var folder: [String]
        var name: String
    }

    /// The folder's path, as it was given.
    let path: String
    /// How many files there are.
    var count: Int { files.count }

    private let folderMode: mode_t
    private let fileMode: mode_t?
    private let root: Int32
    /// The name of the hidden folder, which is made with the first file. Files are in it by their numbers.
    private let stagingName: String
    private var staging: Int32 = -1
    private var files: [File] = []
    /// Paths of folders that were made, outermost first.
    private var madeFolders: [String]
    private let work: Int
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
        let stagingName = ".crawlctl-\(UInt32.random(in: .min ... .max))"
        var (opened, made): (Int32, [String]) = (-1, [])
        work = try UnfinishedWork.begin {
            made = try Self.makeFolders(path, mode: folderMode)
            opened = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            if opened < 0 {
                let failure = Self.failure(path)
                Self.remove(made)
                throw failure
            }
            return { [opened, made] in Self.discard(stagingName, in: opened, made) }
        }
        self.stagingName = stagingName
        (root, madeFolders) = (opened, made)
    }

    deinit {
        UnfinishedWork.undisturbed { if !isCommitted { Self.discard(stagingName, in: root, madeFolders) } }
        UnfinishedWork.end(work)
        if staging >= 0 { close(staging) }
        close(root)
    }

    /// Writes a file, not yet in its place.
    ///
    /// - Parameters:
    ///   - names: The names of the folders that lead to it, and its own; none of them a path.
    ///   - modified: The time of what it says, which becomes its modification time; `nil` for now.
    func write(_ bytes: some ContiguousBytes, to names: [String], modified: Date? = nil) throws {
        let (folder, name) = (Array(names.dropLast()), names.last ?? "")
        let whole = ([path] + names).joined(separator: "/")
        try inFolder(folder) { descriptor in
            var status = stat()
            if fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 {
                guard status.st_mode & S_IFMT == S_IFREG else {
                    throw CommandFailure("cannot write \(whole): it is there, and not a regular file")
                }
            } else if errno != ENOENT {
                throw Self.failure(whole)
            }
            // Not found out when other files are in their places already.
            guard faccessat(descriptor, ".", W_OK | X_OK, 0) == 0 else { throw Self.failure(whole) }
        }
        try UnfinishedWork.undisturbed {
            try makeStaging()
            let file = openat(staging, "\(files.count)", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
            guard file >= 0 else { throw Self.failure(whole) }
            files.append(File(folder: folder, name: name))
            defer { close(file) }
            if let fileMode, fchmod(file, fileMode) != 0 { throw Self.failure(whole) }
            try bytes.withUnsafeBytes { try Self.write($0, to: file, path: whole) }
            if let modified { try Self.setTime(modified, of: file, path: whole) }
        }
    }

    /// Puts all files in their places, in the order in which they were written.
    func commit() throws {
        try UnfinishedWork.undisturbed {
            do {
                for file in files { try inFolder(file.folder, making: true) { _ in } }
                for (number, file) in files.enumerated() {
                    try inFolder(file.folder) { descriptor in
                        guard renameat(staging, "\(number)", descriptor, file.name) == 0 else {
                            throw Self.failure(([path] + file.folder + [file.name]).joined(separator: "/"))
                        }
                    }
                }
            } catch {
                for number in files.indices { unlinkat(staging, "\(number)", 0) }
                throw error
            }
            unlinkat(root, stagingName, AT_REMOVEDIR)
            isCommitted = true
        }
    }

    // MARK: - Folders

    private func makeStaging() throws {
        guard staging < 0 else { return }
        guard mkdirat(root, stagingName, 0o700) == 0 else { throw Self.failure(path) }
        staging = openat(root, stagingName, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard staging >= 0 else { throw Self.failure(path) }
    }

    /// Removes what was written and is in no place, and folders that were made for it.
    private static func discard(_ stagingName: String, in root: Int32, _ madeFolders: [String]) {
        let staging = openat(root, stagingName, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        if staging >= 0 {
            var number = 0
            while unlinkat(staging, "\(number)", 0) == 0 { number += 1 }
            close(staging)
            unlinkat(root, stagingName, AT_REMOVEDIR)
        }
        remove(madeFolders)
    }

    /// Opens a folder below the root.
    ///
    /// - Parameter making: Whether it is made where it is missing; else nothing is done then.
    private func inFolder(_ names: [String], making: Bool = false, _ body: (Int32) throws -> Void) throws {
        var descriptor = root
        defer { if descriptor != root { close(descriptor) } }
        var path = path
        for name in names {
            path += "/\(name)"
            if making {
                if mkdirat(descriptor, name, folderMode) == 0 {
                    madeFolders.append(path)
                } else if errno != EEXIST {
                    throw Self.failure(path)
                }
            }
            let next = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard next >= 0 else {
                if errno == ENOENT && !making { return }
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
