import Foundation

/// Finds files of manifests, and reads them.
public struct ManifestFiles {
    /// What standard input is called.
    public static let standardInput = "-"

    /// Where to read, and how to call it.
    public struct File: Hashable, Sendable {
        /// A path, or ``ManifestFiles/standardInput``.
        public var path: String

        /// Names a file.
        public init(path: String) { self.path = path }

        /// Whether its name says that it is JSON.
        public var isJSON: Bool { path.lowercased().hasSuffix(".json") }
    }

    private let limits: ManifestLimits
    private var foldersSeen: Set<FileNumber> = []

    /// Makes a finder.
    public init(limits: ManifestLimits = ManifestLimits()) {
        self.limits = limits
    }

    /// The files that a path names: itself, or below a folder every `*.yaml`, `*.yml` and `*.json`, in the order of
    /// their names' bytes.
    ///
    /// Below a folder, what begins with a dot does not count; symbolic links do, each folder once.
    ///
    /// - Throws: ``ManifestProblem`` when there is no such file or the folder cannot be read; not for folders below it,
    ///   which are given to `report`.
    public mutating func find(
        _ path: String, report: (ManifestProblem) -> Void = { _ in }
    ) throws(ManifestProblem) -> [File] {
        if path == Self.standardInput { return [File(path: path)] }
        guard let kind = FileKind(path) else { throw Self.problem(path, cause: "there is no such file") }
        guard case .folder(let number) = kind else { return [File(path: path)] }
        foldersSeen.insert(number)
        let prefix = path == "." || path == "./" ? "" : path.hasSuffix("/") ? path : path + "/"
        var files: [File] = []
        try find(folder: path, prefix: prefix, &files, report)
        return files
    }

    private mutating func find(
        folder: String, prefix: String, _ files: inout [File], _ report: (ManifestProblem) -> Void
    ) throws(ManifestProblem) {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw Self.problem(folder, cause: "it may not be read")
        }
        for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) where !name.hasPrefix(".") {
            let path = prefix + name
            switch FileKind(path) {
            case .folder(let number):
                guard foldersSeen.insert(number).inserted else { continue }
                do throws(ManifestProblem) {
                    try find(folder: path, prefix: path + "/", &files, report)
                } catch {
                    report(error)
                }
            case .file: if Self.isManifest(name) { files.append(File(path: path)) }
            case nil: if Self.isManifest(name) { report(Self.problem(path, cause: "there is no such file")) }
            case .other: break
            }
        }
    }

    private static func isManifest(_ name: String) -> Bool {
        let name = name.lowercased()
        return [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) }
    }

    /// All bytes of a file, or of standard input; of one that is too large one byte more than it may have.
    ///
    /// - Throws: ``ManifestProblem`` when it cannot be read.
    public func read(_ file: File) throws(ManifestProblem) -> [UInt8] {
        let isInput = file.path == Self.standardInput
        let descriptor = isInput ? 0 : open(file.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.problem(file.path, cause: Self.cause(errno)) }
        defer { if !isInput { close(descriptor) } }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= limits.fileBytes {
            let count = buffer.withUnsafeMutableBytes { Foundation.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw Self.problem(file.path, cause: Self.cause(errno)) }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return bytes
    }

    private static func problem(_ path: String, cause: String) -> ManifestProblem {
        ManifestProblem(.unreadableFile, at: ManifestPlace(file: path), "cannot be read: \(cause)")
    }

    private static func cause(_ number: Int32) -> String {
        switch number {
        case ENOENT: "there is no such file"
        case EACCES, EPERM: "it may not be read"
        case EISDIR: "it is a folder"
        default: String(cString: strerror(number)).lowercased()
        }
    }
}

/// What a path leads to, symbolic links followed.
private enum FileKind {
    case file
    case folder(FileNumber)
    case other

    init?(_ path: String) {
        var info = stat()
        guard stat(path, &info) == 0 else { return nil }
        switch info.st_mode & S_IFMT {
        case S_IFDIR:
            self = .folder(FileNumber(device: UInt64(truncatingIfNeeded: info.st_dev), file: UInt64(info.st_ino)))
        case S_IFREG: self = .file
        default: self = .other
        }
    }
}

/// What makes a file the same file under every name.
struct FileNumber: Hashable, Sendable {
    var device: UInt64
    var file: UInt64
}
