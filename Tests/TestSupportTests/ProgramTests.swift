import TestSupport
import Testing

struct ProgramTests {
    #if os(Linux)
        /// `Process.run()` of Swift's Foundation reads behind a buffer once some 1,360 files are open, and crashes if it
        /// can't.
        @Test func theFilesOfAProgramAreItsAlone() async throws {
            let program = try Program(["readlink", "/proc/self/fd/1", "/proc/self/fd/2"])
            let files = try await program.result().output.split(separator: "\n").compactMap {
                OpenFile(path: String($0))
            }
            #expect(Set(files).count == 2)
            #expect(OpenFile.all.isDisjoint(with: files))
        }
    #endif
}
