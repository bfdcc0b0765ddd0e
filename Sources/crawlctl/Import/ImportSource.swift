import DiscoveryModel
import Foundation

/// What a path holds that can be imported.
enum ImportSource {
    case documents(any RecordedDocuments)
    /// A database of crawlctl.
    case database

    /// Looks what a path holds.
    ///
    /// - Parameters:
    ///   - path: A file or folder, absolute; `-` for standard input.
    ///   - host: The server to take from a cache that has several.
    /// - Throws: `CommandFailure` when it holds nothing that can be imported.
    init(path: String, host: String?, reader: DocumentReader) throws {
        if path == "-" {
            self = .documents(try RecordedDocument(try reader.standardInput(), path: "standard input"))
            return
        }
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw CommandFailure("cannot read \(path): \(String(cString: strerror(errno)).lowercased())")
        }
        if status.st_mode & S_IFMT == S_IFDIR {
            self = .documents(try Self.folder(path, host: host, reader: reader))
        } else if Self.isDatabase(path) {
            self = .database
        } else {
            guard let data = try reader.data(at: path) else {
                throw CommandFailure("cannot read \(path): there is no such file")
            }
            self = .documents(try RecordedDocument(data, path: path))
        }
    }

    /// Whether a file begins as SQLite's do.
    private static func isDatabase(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 16)
        return read(descriptor, &buffer, 16) == 16 && buffer.starts(with: "SQLite format 3".utf8)
    }

    private static func folder(_ path: String, host: String?, reader: DocumentReader) throws -> any RecordedDocuments {
        if let list = try reader.data(at: "\(path)/\(ExchangeList.name)") {
            return try RecordedFolder(path: path, list: list, reader: reader)
        }
        // One folder may hold the same answers in several forms, each in a folder named after it.
        for folder in [path] + ["v2", "v2beta1", "legacy"].map({ "\(path)/\($0)" })
        where FileManager.default.fileExists(atPath: "\(folder)/\(DiscoveryTree.groups[0])") {
            return MirroredFolder(path: folder, reader: reader)
        }
        return try cache(path, host: host, reader: reader)
    }

    private static func cache(_ path: String, host: String?, reader: DocumentReader) throws -> any RecordedDocuments {
        if host == nil, let groups = try reader.data(at: "\(path)/\(KubectlCache.groups)") {
            return try KubectlCacheFolder(path: path, groups: groups, reader: reader)
        }
        var root = path
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: "\(path)/discovery", isDirectory: &isFolder), isFolder.boolValue {
            root += "/discovery"
        }
        let servers = KubectlCacheFolder.servers(below: root)
        let wanted = try host.map { try KubectlCache.folder(ofHost: $0).dropFirst().joined(separator: "/") }
        let found = wanted.map { name in servers.filter { $0 == name } } ?? servers
        if found.count == 1, let groups = try reader.data(at: "\(root)/\(found[0])/\(KubectlCache.groups)") {
            return try KubectlCacheFolder(path: "\(root)/\(found[0])", groups: groups, reader: reader)
        }
        guard !servers.isEmpty else {
            throw CommandFailure(
                "cannot import \(path): there is no discovery document in it",
                hint: "give a folder with apis.json, exchanges.tsv or servergroups.json, one document, or a database")
        }
        throw CommandFailure(
            "cannot import \(path): it has \(host == nil ? "several servers" : "no such server")",
            hint: "give --host with one of: \(servers.prefix(20).joined(separator: ", "))")
    }
}
