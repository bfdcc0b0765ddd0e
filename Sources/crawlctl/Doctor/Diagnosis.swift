import Crawler
import DiscoveryModel
import Foundation
import Kubeconfig

/// Takes the steps in their order; one that failed stops those that need it.
struct Diagnosis: Sendable {
    enum Event: Sendable {
        /// What goes on, for whoever waits.
        case doing(String)
        case done(DoctorStep)
        /// Steps that one which failed has stopped.
        case skipped([DoctorStep])
    }

    /// Group versions asked for at once: enough to be done soon, few enough that each answer's time is its own.
    static let requestsInFlight = 4

    let options: ConnectionOptions
    let context: CommandContext
    let factory: ConnectionFactory
    let transport: CrawlTransport
    let crawlOptions: CrawlOptions

    /// Everything that happens, as it happens.
    func events() -> AsyncStream<Event> {
        let (events, continuation) = AsyncStream<Event>.makeStream()
        let task = Task {
            await run { continuation.yield($0) }
            continuation.finish()
        }
        continuation.onTermination = { _ in task.cancel() }
        return events
    }

    private func run(_ report: @escaping @Sendable (Event) -> Void) async {
        func done(_ step: DoctorStep) { report(.done(step)) }
        /// Ends the diagnosis: every step behind this one is not tried.
        func stop(after step: DoctorStep) { skip(from: step.name, because: step.name) }
        func skip(from name: DoctorStep.Name, because cause: DoctorStep.Name) {
            let names = DoctorStep.Name.allCases.drop { $0 != name }.filter { $0 != cause }
            report(.skipped(names.map { .skipped($0, because: cause) }))
        }

        let configuration = ConfigurationStep(options: options, context: context, factory: factory)
        let (configured, found) = configuration.run()
        done(configured)
        guard let (resolved, connection) = found else { return stop(after: configured) }
        let probe = ServerProbe(connection, transport: transport, options: crawlOptions)

        report(.doing("getting credentials"))
        let credentials = await CredentialsStep(
            resolved: resolved, connection: connection, factory: factory, now: context.now()
        ).run()
        done(credentials.step)
        let hasCredentials = !credentials.step.isFatal

        report(.doing("looking up \(connection.address.host)"))
        let lookup = await probe.lookUp()
        let address = AddressStep.step(lookup, connection)
        done(address)
        if address.isFatal { return stop(after: address) }

        report(.doing("connecting to \(connection.address)"))
        let connected = await probe.connect(sendsCredentials: hasCredentials)
        let connecting = ConnectionStep.step(connected, connection)
        done(connecting)
        if connecting.isFatal { return stop(after: connecting) }
        let tls = TLSStep(
            connected: connected, connection: connection, sendsCertificate: credentials.hasCertificate,
            now: context.now()
        ).step
        done(tls)
        if tls.isFatal { return stop(after: tls) }
        if !hasCredentials {
            // The way there is known by now, and all that follows would be asked as nobody.
            return skip(from: .identity, because: .credentials)
        }

        report(.doing("asking who we are"))
        let identity = IdentityStep(
            answer: await probe.identity(), version: connected.version, credentials: credentials,
            connection: connection, now: context.now()
        ).step
        done(identity)
        if identity.isFatal { return stop(after: identity) }
        done(VersionStep.step(connected.version))
        report(.doing("asking whether the server is ready"))
        done(HealthStep.step(await probe.readiness()))

        var forms: [DiscoveryForm: ProbeAnswer<ProbedDiscovery>] = [:]
        for form in DiscoveryStep.forms {
            report(.doing("reading /api and /apis in the form \(form.rawValue)"))
            forms[form] = await probe.discovery(in: form)
        }
        let discovery = DiscoveryStep(answers: forms)
        done(discovery.step)
        if discovery.step.isFatal { return stop(after: discovery.step) }

        let walk = GroupVersionWalk(probe: probe, discovery: discovery)
        let rows = await walk.run { count, total in report(.doing("reading group versions, \(count) of \(total)")) }
        done(GroupVersionsStep.step(rows, legacy: forms[.legacy]))
        let setup = lookup.duration + (connected.connectDuration ?? 0) + (connected.tlsDuration ?? 0)
        done(KubectlStep.step(KubectlCost(discovery: discovery, rows: rows, setup: setup), discovery, rows))
    }
}
