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
