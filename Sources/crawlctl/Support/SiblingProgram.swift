import Foundation

/// Another program of this project, which is installed beside this one.
enum SiblingProgram {
    /// - Throws: ``CommandFailure`` when it is not there.
    static func path(of name: String) throws -> String {
        let own = URL(filePath: Bundle.main.executablePath ?? CommandLine.arguments[0]).resolvingSymlinksInPath()
        let path = own.deletingLastPathComponent().appending(path: name).path
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw CommandFailure(
                "cannot find \(name), which belongs beside \(own.path)", hint: "install both: make install")
        }
        return path
    }
}
