import Foundation

/// Answers of real API servers. They are not part of the package: tests that read them are enabled only where they are.
package enum Recordings {
    /// The nearest `shared/recordings` beside this file or a folder above it.
    package static let folder: URL? = above(#filePath, "shared/recordings")

    /// Names of recordings, in order; none where there are none.
    package static let names: [String] = {
        guard let folder else { return [] }
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
    }()

    /// The script that serves a recording.
    package static let server: URL? = above(#filePath, "shared/tools/replay.py")

    private static func above(_ file: String, _ path: String) -> URL? {
        var folder = URL(filePath: file).deletingLastPathComponent()
        while folder.path != "/" {
            let candidate = folder.appending(path: path)
            if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
            folder.deleteLastPathComponent()
        }
        return nil
    }
}
