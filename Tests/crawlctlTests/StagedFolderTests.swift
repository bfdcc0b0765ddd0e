import DiscoveryModel
import Foundation
import TestSupport
import Testing

@testable import crawlctl

@Suite(.fewAtOnce) struct StagedFolderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func names(_ path: String = "") throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path(path)).sorted()
    }

    private func mode(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: folder.path(path))[.posixPermissions] as? Int)
    }

    @Test func filesAppearTogether() throws {
        let staged = try StagedFolder(path: folder.path("new/deep"), folderMode: 0o750, fileMode: 0o660)
        try staged.write(Array("one".utf8), to: ["a", "b", "one.json"])
        try staged.write(Array("two".utf8), to: ["two.json"])
        // Whatever ends the process now leaves one folder.
        let staging = try names("new/deep").filter { !$0.contains("/") }
        #expect(staging.count == 1 && staging.allSatisfy { $0.hasPrefix(".crawlctl-") }, "\(staging)")
        #expect(try mode("new/deep/\(staging.first ?? "")") == 0o700)
        try staged.commit()
        #expect(try names("new/deep") == ["a", "a/b", "a/b/one.json", "two.json"])
        #expect(try mode("new") == 0o750)
        #expect(try mode("new/deep/a/b") == 0o750)
        #expect(try mode("new/deep/two.json") == 0o660)
        #expect(try String(contentsOfFile: folder.path("new/deep/a/b/one.json"), encoding: .utf8) == "one")
    }

    @Test func whatIsNotCommittedLeavesNothing() throws {
        try FileManager.default.createDirectory(atPath: folder.path("kept"), withIntermediateDirectories: false)
        try Data("old".utf8).write(to: folder.url.appending(path: "kept/x"))
        do {
            let staged = try StagedFolder(path: folder.path("kept"))
            try staged.write(Array("new".utf8), to: ["x"])
            try staged.write(Array("new".utf8), to: ["y", "z"])
            let other = try StagedFolder(path: folder.path("a/b/c"))
            try other.write([], to: ["d", "e"])
        }
        #expect(try names() == ["kept", "kept/x"])
        #expect(try String(contentsOfFile: folder.path("kept/x"), encoding: .utf8) == "old")
    }

    @Test func whereOneFileCannotBePutNoneIs() throws {
        do {
            let staged = try StagedFolder(path: folder.url.path)
            try staged.write([], to: ["a", "x"])
            try staged.write([], to: ["b", "y"])
            try Data().write(to: folder.url.appending(path: "b"))
            #expect(throws: CommandFailure.self) { try staged.commit() }
        }
        #expect(try names() == ["b"])
    }

    @Test func aNameThatNoFileCanHaveIsSaidAtOnce() throws {
        let staged = try StagedFolder(path: folder.url.path)
        let long = String(repeating: "a", count: 256)
        #expect(throws: CommandFailure.self) { try staged.write([], to: [long]) }
        #expect(throws: CommandFailure.self) { try staged.write([], to: [long, "x"]) }
        #expect(try names() == [])
    }

    @Test func aFileMayHaveTheTimeOfWhatItSays() throws {
        let time = Date(timeIntervalSince1970: 1_790_000_000.123)
        try StagedFolder.write("text", toFile: folder.path("out"), modified: time)
        let reader = DocumentReader(root: folder.path("out"))
        _ = try reader.data(at: folder.path("out"))
        #expect(reader.newest.map(Timestamp.milliseconds) == Timestamp.milliseconds(time))
    }

    @Test func linksAreNotFollowedAndOnlyFilesReplaced() throws {
        let outside = try TemporaryFolder()
        try Data("mine".utf8).write(to: outside.url.appending(path: "file"))
        for (name, target) in [
            ("folder", outside.url.path), ("file", outside.path("file")), ("none", outside.path("x")),
        ] {
            try FileManager.default.createSymbolicLink(atPath: folder.path(name), withDestinationPath: target)
        }
        try FileManager.default.createDirectory(atPath: folder.path("real"), withIntermediateDirectories: false)
        let staged = try StagedFolder(path: folder.url.path)
        for place in [["folder", "x"], ["file"], ["none"], ["file", "x"], ["none", "x"], ["real"]] {
            #expect(throws: CommandFailure.self) { try staged.write([], to: place) }
        }
        try staged.commit()
        #expect(try FileManager.default.contentsOfDirectory(atPath: outside.url.path) == ["file"])
        #expect(try String(contentsOfFile: outside.path("file"), encoding: .utf8) == "mine")
        #expect(try names() == ["file", "folder", "none", "real"])
    }

    @Test func theFolderItselfMayBeALink() throws {
        let outside = try TemporaryFolder()
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("link"), withDestinationPath: outside.url.path)
        let staged = try StagedFolder(path: folder.path("link"))
        try staged.write([], to: ["x"])
        try staged.commit()
        #expect(try FileManager.default.contentsOfDirectory(atPath: outside.url.path) == ["x"])
    }

    @Test(arguments: ["file/x", "file"]) func whereNoFolderCanBeIsSaid(path: String) throws {
        try Data().write(to: folder.url.appending(path: "file"))
        #expect(throws: CommandFailure.self) { try StagedFolder(path: folder.path(path)) }
        #expect(try names() == ["file"])
    }

    @Test func oneFileIsWrittenWholeOrNotAtAll() throws {
        try StagedFolder.write("text", toFile: folder.path("out.yaml"))
        try StagedFolder.write("again", toFile: folder.path("out.yaml"))
        #expect(try String(contentsOfFile: folder.path("out.yaml"), encoding: .utf8) == "again")
        for path in ["/dev/null", "", "/", folder.url.path, "\(folder.url.path)/", "."] {
            #expect(throws: CommandFailure.self) { try StagedFolder.write("text", toFile: path) }
        }
        #expect(try names() == ["out.yaml"])
    }
}
