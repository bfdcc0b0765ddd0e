import Crawler

/// Whether there is a way to the server.
enum ConnectionStep {
    static func step(_ connected: ProbedConnection, _ connection: ServerConnection) -> DoctorStep {
        let proxy = connection.proxyAuthority
        let server =
            "\(connection.address.host.contains(":") ? "[\(connection.address.host)]" : connection.address.host):\(connection.address.port)"
        var step = DoctorStep(name: .connection, finding: "")
        let isMade = connected.failedPhase.map { $0 > .connection } ?? true
        if isMade {
            let address = connected.address.map { $0.contains(":") ? "[\($0)]" : $0 } ?? "the server"
            let place = address + (connected.port.map { ":\($0)" } ?? "")
            let time = connected.connectDuration.map { ", in \(Moment.span($0))" } ?? ""
            step.finding = proxy == nil ? "\(place)\(time)" : "the proxy at \(place)\(time)"
            if proxy != nil { step.notes.append("it leads on to \(server)") }
        } else {
            let cause = connected.failure?.cause ?? "cannot connect"
            step.status = .failed
            step.finding = "cannot reach \(proxy.map { "the proxy \($0)" } ?? server): \(cause)"
            switch connected.failure?.code {
            case .transport(.proxy):
                step.finding = "the proxy does not lead to \(server): \(cause)"
                step.hint = "ask whoever runs the proxy, or except the server from it with NO_PROXY"
            case .transport(.timeout):
                step.hint = "a firewall may stand between, or a VPN be down"
            case .transport(.unknownHost), .transport(.unavailable): step.hint = connected.failure?.hint
            default: step.hint = "look whether it runs, and whether the port is right"
            }
        }
        step.details = [
            "address": .text(connected.address), "port": .integer(connected.port),
            "durationSeconds": .seconds(connected.connectDuration), "proxy": .text(proxy),
            "error": isMade ? .null : .text(connected.failure?.cause),
        ]
        return step
    }
}
