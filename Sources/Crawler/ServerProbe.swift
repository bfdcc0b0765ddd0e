import DiscoveryModel
import DiscoveryWire
import Foundation
import Synchronization

/// Looks at one API server, one question at a time, each with what it cost.
///
/// Nothing is repeated where it fails, except over a kept connection that broke and with new credentials after a 401, so
/// that each duration is that of one request. A failure is part of an answer; nothing here throws.
public struct ServerProbe: Sendable {
    private let connection: ServerConnection
    private let transport: CrawlTransport
    private let options: CrawlOptions

    /// Makes a probe; nothing is sent yet.
    public init(_ connection: ServerConnection, transport: CrawlTransport, options: CrawlOptions = CrawlOptions()) {
        self.connection = connection
        self.transport = transport
        var options = options
        options.retryDeadline = .zero
        self.options = options
    }

    // MARK: - The way there

    /// Looks up the host that is connected to: the server, or the proxy before it. Sends nothing to either.
    public func lookUp() async -> HostLookup {
        var host = connection.address.host
        if let proxyURL = connection.proxyURL {
            host = URLComponents(string: proxyURL)?.host?.trimmingCharacters(in: ["[", "]"]) ?? ""
        }
        let limit = min(options.requestTimeout ?? .seconds(10), .seconds(10))
        return await HostLookup.look(up: host, timeout: limit)
    }

    /// Makes a new connection and reads `/version` over it: one request.
    ///
    /// Where the server's certificate is refused, its chain is looked at on a second connection, on which neither
    /// credentials nor a request are sent.
    ///
    /// - Parameter sendsCredentials: `false` to come as nobody.
    public func connect(sendsCredentials: Bool = true) async -> ProbedConnection {
        var connection = connection
        if !sendsCredentials { (connection.credentials, connection.impersonation) = (Credentials(), nil) }
        let seen = Mutex<TransferDetails?>(nil)
        let version = await ask("/version", over: connection) { request in
            request.watch = TransferWatch(connection: .fresh) { details in
                // Of two tries, the one that says more.
                seen.withLock { $0 = $0?.handshake.alert != nil && details.handshake.alert == nil ? $0 : details }
            }
        } reading: { response in
            let document = try ServerVersionDocument(decoding: response.body)
            return ProbedVersion(gitVersion: document.gitVersion ?? "", platform: document.platform)
        }
        let details = seen.withLock { $0 }
        let alert = details?.handshake.alert.map { TLSAlert(code: $0) }
        let phase = Self.failedPhase(version.failure, details, isSecure: connection.address.isSecure)
        var certificates = details?.certificates ?? []
        if certificates.isEmpty && Self.isRefusal(version.failure) { certificates = await shownCertificates() }
        let (connected, secured) = (details?.connected ?? 0, details?.secured ?? 0)
        return ProbedConnection(
            failedPhase: phase, failure: version.failure, address: details?.address, port: details?.port,
            connectDuration: connected > 0 ? max(0, connected - (details?.lookedUp ?? 0)) : nil,
            tlsDuration: secured > 0 ? max(0, secured - connected) : nil,
            httpVersion: phase == nil ? details?.httpVersion : nil, tlsVersion: details?.handshake.version,
            asksForClientCertificate: details?.handshake.asksForClientCertificate ?? false, alert: alert,
            certificates: certificates, version: version)
    }

    /// Where the way to an answer ended; `nil` where an answer came, whatever it says.
    private static func failedPhase(
        _ failure: CrawlError?, _ details: TransferDetails?, isSecure: Bool
    ) -> ProbedConnection.Phase? {
        guard case .transport(let code) = failure?.code else { return nil }
        switch code {
        case .unknownHost: return .lookup
        case .proxy, .connectionRefused, .unavailable: return .connection
        case .untrustedCertificate, .expiredCertificate, .certificateForOtherName, .tls, .unusableCertificate:
            return .tls
        default: break
        }
        guard let details, details.connected > 0 else { return .connection }
        guard isSecure, details.secured > 0 else { return isSecure ? .tls : .answer }
        // A server that demands a client certificate says so behind the handshake of TLS 1.3; or its alert is lost, when
        // it closes the connection while the request is on its way.
        let isRefused =
            details.handshake.alert != nil
            || code == .broken && details.handshake.asksForClientCertificate
        return isRefused ? .tls : .answer
    }

    /// Whether we refused the server's certificate.
    private static func isRefusal(_ failure: CrawlError?) -> Bool {
        switch failure?.code {
        case .transport(.untrustedCertificate), .transport(.expiredCertificate),
            .transport(.certificateForOtherName):
            true
        default: false
        }
    }

    /// What the server shows to anybody, believed or not.
    private func shownCertificates() async -> [Certificate] {
        var open = connection
        (open.trust, open.credentials, open.impersonation) = (.anyServer, Credentials(), nil)
        let seen = Mutex<[Certificate]>([])
        let request = HTTPRequest(
            path: "/", accept: "*/*", timeout: options.requestTimeout, bodyLimit: 0,
            watch: TransferWatch(connection: .only) { details in seen.withLock { $0 = details.certificates } })
        _ = try? await transport.loop.send(request, over: open, as: Credentials())
        return seen.withLock { $0 }
    }

    // MARK: - Questions

    /// Asks who the server takes us for: one POST of a `SelfSubjectReview`, which leaves nothing behind.
    ///
    /// Every authenticated user may by default, since Kubernetes 1.28.
    public func identity() async -> ProbeAnswer<ProbedIdentity> {
        await ask("/apis/authentication.k8s.io/v1/selfsubjectreviews", accepting: [200, 201]) { request in
            request.document = #"{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}"#
        } reading: { response in
            try SelfSubjectReviewDocument.identity(decoding: response.body)
        }
    }

    /// Asks whether the server is ready: one request.
    public func readiness() async -> ProbeAnswer<ProbedReadiness> {
        await ask("/readyz", accept: "*/*", accepting: [200, 500, 503]) { response in
            // A login page says nothing of the server behind it.
            if response.body.first == UInt8(ascii: "<") { throw DiscoveryWireError(.html) }
            return ProbedReadiness(
                isReady: response.status == 200,
                failedChecks: response.status == 200 ? [] : HealthText.failedChecks(in: response.body))
        }
    }

    /// Reads `/api` and `/apis`, asking for one form and, as every client does, the legacy one after it: two requests.
    ///
    /// A failure of `/apis` is the answer's; one of `/api` is part of its value.
    public func discovery(in form: DiscoveryForm) async -> ProbeAnswer<ProbedDiscovery> {
        let accept =
            switch form {
            case .aggregatedV2: "\(DiscoveryMediaType.aggregatedV2),\(DiscoveryMediaType.legacy)"
            case .aggregatedV2beta1: "\(DiscoveryMediaType.aggregatedV2beta1),\(DiscoveryMediaType.legacy)"
            case .legacy, .mixed: DiscoveryMediaType.legacy
            }
        let core = await groups(at: "/api", accept: accept)
        let named = await groups(at: "/apis", accept: accept)
        let cost = core.cost + named.cost
        switch named.outcome {
        case .failure(let error): return ProbeAnswer(outcome: .failure(error), httpStatus: named.httpStatus, cost: cost)
        case .success(let groups):
            let listed = core.value
            var form = groups.form
            if let other = listed?.form, other != form { form = .mixed }
            let discovery = ProbedDiscovery(
                form: form, groupVersions: (listed?.groupVersions ?? []) + groups.groupVersions,
                stale: (listed?.stale ?? []).union(groups.stale),
                coreFailure: core.httpStatus == 404 ? nil : core.failure)
            return ProbeAnswer(outcome: .success(discovery), httpStatus: named.httpStatus, cost: cost)
        }
    }

    private func groups(at path: String, accept: String) async -> ProbeAnswer<ProbedDiscovery> {
        await ask(path, accept: accept) { response in
            let document = try GroupDiscoveryDocument(decoding: response.body, contentType: response.contentType)
            let discovery = ProbedDiscovery(document)
            if discovery.groupVersions.isEmpty && path == "/apis" { throw DiscoveryWireError(.noGroups) }
            return discovery
        }
    }

    /// Reads one group version in the legacy form: one request. Its value is how many resources it has, subresources aside.
    ///
    /// As client-go has it, a core group that is not there is an empty one.
    public func resources(of groupVersion: GroupVersion) async -> ProbeAnswer<Int> {
        await ask(groupVersion.path, accepting: groupVersion.path == "/api/v1" ? [200, 404] : [200]) { response in
            guard response.status == 200 else { return 0 }
            let list = try APIResourceListDocument(decoding: response.body).list(for: groupVersion)
            return list.resources.count { $0.subresource == nil }
        }
    }

    /// Reads the `APIService` behind a group version: one request, which few users may make.
    public func apiService(of groupVersion: GroupVersion) async -> ProbeAnswer<ProbedAPIService> {
        await ask(APIServiceDocument.path(of: groupVersion)) { response in
            try APIServiceDocument.service(decoding: response.body)
        }
    }

    /// Asks once.
    private func ask<Value>(
        _ path: String, over other: ServerConnection? = nil, accept: String = DiscoveryMediaType.legacy,
        accepting statuses: [Int] = [200], _ change: (inout HTTPRequest) -> Void = { _ in },
        reading read: (HTTPResponse) throws -> Value
    ) async -> ProbeAnswer<Value> {
        let client = HTTPClient(other ?? connection, transport: transport, options: options)
        let reader = DiscoveryReader(client: client, legacyOnly: true)
        var request = client.request(path, accept: accept)
        change(&request)
        let start = ContinuousClock.now
        var (status, duration): (Int?, TimeInterval?)
        var outcome: Result<Value, CrawlError>
        do {
            let response = try await client.answer(to: request)
            (status, duration) = (response.status, response.duration)
            outcome =
                statuses.contains(response.status)
                ? .success(try read(response)) : .failure(reader.refusal(of: path, response))
        } catch {
            outcome = .failure(reader.failure(of: path, error))
        }
        var cost = ProbeCost()
        (cost.requests, cost.bytes) = (client.usage.requests, client.usage.bytes)
        cost.duration = duration ?? (.now - start) / .seconds(1)
        return ProbeAnswer(outcome: outcome, httpStatus: status, cost: cost)
    }
}

extension ProbedDiscovery {
    init(_ document: GroupDiscoveryDocument) {
        switch document {
        case .legacy(let groups):
            self.init(
                form: .legacy,
                groupVersions: groups.flatMap { group in
                    group.versions.map { GroupVersion(group: group.name, version: $0) }
                }, stale: [])
        case .aggregated(let groups, let form):
            self.init(form: form, groupVersions: [], stale: [])
            for group in groups {
                for version in group.versions {
                    let groupVersion = GroupVersion(group: group.name, version: version.version)
                    groupVersions.append(groupVersion)
                    if case .stale = version.outcome { stale.insert(groupVersion) }
                }
            }
        }
    }
}
