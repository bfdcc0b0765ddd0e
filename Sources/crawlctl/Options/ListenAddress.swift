import ArgumentParser

/// Where to listen: `127.0.0.1:9155`, `[::1]:9155`, `:9155` (every address) or `9155` (this machine only).
struct ListenAddress: ExpressibleByArgument, CustomStringConvertible {
    let host: String
    let port: Int

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Whether only this machine can reach it.
    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

    init?(argument: String) {
        let parts = argument.lastIndex(of: ":").map { (argument[..<$0], argument[argument.index(after: $0)...]) }
        let (host, port) = parts ?? ("127.0.0.1", argument[...])
        guard let number = Int(port), (0...65535).contains(number) else { return nil }
        if host.hasPrefix("[") && host.hasSuffix("]") {
            self.host = String(host.dropFirst().dropLast())
        } else {
            guard !host.contains(":") else { return nil }
            self.host = host.isEmpty ? "0.0.0.0" : String(host)
        }
        self.port = number
    }

    var defaultValueDescription: String { description }

    var description: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}
