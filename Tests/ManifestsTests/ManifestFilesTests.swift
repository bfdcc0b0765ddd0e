import Foundation
import Manifests
import TestSupport
import Testing

@Suite struct ManifestFilesTests {
    private func folder(_ paths: [String]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for path in paths {
            let url = folder.url.appending(path: path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(path.utf8).write(to: url)
        }
        return folder
    }

    private func names(
        _ folder: TemporaryFolder, in path: String = "", report: (ManifestProblem) -> Void = { _ in }
    ) throws -> [String] {
        var files = ManifestFiles()
        return try files.find(folder.path(path), report: report).map {
            String($0.path.dropFirst(folder.url.path.count + 1))
        }
    }

    @Test func foldersAreSearchedInOrder() throws {
        let folder = try folder([
            "b.yaml", "a/z.yml", "a/B.json", "a/a.YAML", "a/notes.txt", ".hidden.yaml", ".git/x.yaml", "c/.x/y.yaml",
            "yaml",
        ])
        #expect(try names(folder) == ["a/B.json", "a/a.YAML", "a/z.yml", "b.yaml"])
        #expect(try names(folder, in: ".git") == [".git/x.yaml"])
        #expect(try names(folder, in: "a/notes.txt") == ["a/notes.txt"])
    }

    @Test func symbolicLinksAreFollowedOnce() throws {
        let folder = try folder(["a/x.yaml", "b/y.yaml"])
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: folder.path("a/loop"), withDestinationPath: "..")
        try manager.createSymbolicLink(atPath: folder.path("a/again"), withDestinationPath: "../b")
        try manager.createSymbolicLink(atPath: folder.path("c.yaml"), withDestinationPath: "a/x.yaml")
        try manager.createSymbolicLink(atPath: folder.path("d.yaml"), withDestinationPath: "nowhere")
        try manager.createSymbolicLink(atPath: folder.path("e.yaml"), withDestinationPath: "e.yaml")
        var problems: [String] = []
        let found = try names(folder) { problems.append($0.place.file) }
        #expect(found == ["a/again/y.yaml", "a/x.yaml", "c.yaml"])
        #expect(problems == [folder.path("d.yaml"), folder.path("e.yaml")])
    }

    @Test func whatIsNotThereIsAProblem() throws {
        let folder = try folder([])
        let error = #expect(throws: ManifestProblem.self) { try names(folder, in: "x.yaml") }
        #expect(error?.message == "cannot be read: there is no such file")
        #expect(error?.code == .unreadableFile)
        #expect(throws: ManifestProblem.self) { try ManifestFiles().read(.init(path: folder.path("x.yaml"))) }
        #expect(throws: ManifestProblem.self) { try ManifestFiles().read(.init(path: folder.url.path)) }
    }

    @Test func noMoreIsReadThanAllowed() throws {
        var limits = ManifestLimits()
        limits.fileBytes = 1 << 16
        #expect(try ManifestFiles(limits: limits).read(.init(path: "/dev/zero")).count <= 1 << 17)
    }
}
