import Foundation
import TestSupport
import Testing

struct ProgramTests {
    /// `Process.run()` of Swift's Foundation reads behind a buffer once some 1,360 files are open, and crashes if it can't.
    @Test func theFilesOfAProgramAreItsAlone() async throws {
        let program = try Program([
            "python3", "-c", "import os; print(*('%d:%d' % (s.st_dev, s.st_ino) for s in map(os.fstat, (1, 2))))",
        ])
        let files = try await program.result().output.split(whereSeparator: \.isWhitespace).map(String.init)
        #expect(Set(files).count == 2)
        #expect(openFiles().isDisjoint(with: files))
    }

    /// What this process has open.
    private func openFiles() -> Set<String> {
        var files = Set<String>()
        for number in 0..<getdtablesize() {
            var status = stat()
            if fstat(number, &status) == 0 { files.insert("\(status.st_dev):\(status.st_ino)") }
        }
        return files
    }
}
