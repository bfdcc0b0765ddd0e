import TestSupport
import Testing

struct ProgramTests {
    /// `Process.run()` of Swift's Foundation reads behind a buffer once some 1,360 files are open, and crashes if it can't.
    @Test func theFilesOfAProgramAreItsAlone() async throws {
        let program = try Program([
            "python3", "-c",
            "import os; print(*(f'{s.st_dev} {s.st_ino}' for s in map(os.fstat, (1, 2))))",
        ])
        let numbers = try await program.result().output.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
        try #require(numbers.count == 4)
        let files = [
            OpenFile(device: numbers[0], inode: numbers[1]), OpenFile(device: numbers[2], inode: numbers[3]),
        ]
        #expect(files[0] != files[1])
        #expect(OpenFile.all.isDisjoint(with: files))
    }
}
