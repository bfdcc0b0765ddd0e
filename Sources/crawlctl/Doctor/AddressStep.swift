import Crawler

/// Where the server's name leads.
enum AddressStep {
    static func step(_ lookup: HostLookup, _ connection: ServerConnection) -> DoctorStep {
        let isProxy = connection.proxyURL != nil
        let who = isProxy ? "the proxy " : ""
        var step = DoctorStep(name: .address, finding: "")
        if let failure = lookup.failure {
            step.status = .failed
            step.finding = "cannot look up \(who)\(lookup.host): \(failure)"
            step.hint =
                failure.code == .timeout
                ? "look at the name servers, and whether a VPN is up"
                : "look at the name's spelling, and whether its network's name servers are asked (VPN)"
        } else if lookup.isAddress {
            step.finding = "\(who)\(lookup.host) is an address: nothing to look up"
        } else {
            step.finding = "\(who)\(lookup.host) is \(Count.list(lookup.addresses)), in \(Moment.span(lookup.duration))"
        }
        if isProxy { step.notes.append("\(connection.address.host) is for the proxy to look up") }
        step.details = [
            "host": .text(lookup.host), "of": .text(isProxy ? "proxy" : "server"),
            "isAddress": .bool(lookup.isAddress), "addresses": .texts(lookup.addresses),
            "durationSeconds": .seconds(lookup.isAddress ? nil : lookup.duration),
            "error": .text(lookup.failure?.description),
        ]
        return step
    }
}

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
