import Crawler
import Foundation
import Kubeconfig

/// Which files and flags say how to reach the server.
struct ConfigurationStep {
    let options: ConnectionOptions
    let context: CommandContext
    let factory: ConnectionFactory

    private enum Source: String {
        case kubeconfig, inCluster, flags
    }

    /// - Returns: The step, and the connection where there is one to be had.
    func run() -> (DoctorStep, (ResolvedConnection, ServerConnection)?) {
        let targets = CrawlTargets(options: options, context: context, factory: factory, purpose: "look at")
        do {
            let resolved = try targets.resolve()
            do {
                let connection = try factory.connection(resolved)
                return (step(resolved, connection, targets), (resolved, connection))
            } catch {
                return (failed(error, resolved, targets), nil)
            }
        } catch {
            return (failed(error, nil, targets), nil)
        }
    }

    // MARK: - What was found

    private func step(
        _ resolved: ResolvedConnection, _ connection: ServerConnection, _ targets: CrawlTargets
    ) -> DoctorStep {
        let definition = definition(resolved, targets)
        var step = DoctorStep(name: .configuration, finding: finding(resolved, definition))
        step.notes = fileNotes(source(resolved), targets)
        if let definition {
            for (kind, part) in [("cluster", definition.cluster), ("user", definition.user)] {
                guard let part, let file = part.file, file != definition.context.file else { continue }
                step.notes.append("the \(kind) \(part.name) is of \(file)")
            }
        }
        if !overrides.isEmpty && source(resolved) != .flags {
            step.notes.append("the command line has the last word on \(overrides.joined(separator: ", "))")
        }
        step.notes.append("the server is \(connection.address), \(trustText(resolved, connection))")
        if let name = connection.tlsServerName { step.notes.append("its certificate has to be for \(name)") }
        if let proxy = connection.proxyAuthority {
            step.notes.append("by way of the proxy \(proxy), \(proxyOrigin(resolved))")
        }
        if let user = resolved.undefinedUser {
            step.warn(
                "no kubeconfig defines the user \(user) of the context, so that we are nobody",
                hint: "add the user to a kubeconfig, or name another in the context")
        }
        step.details = details(resolved, connection, definition, targets)
        return step
    }

    private func failed(_ error: any Error, _ resolved: ResolvedConnection?, _ targets: CrawlTargets) -> DoctorStep {
        var step = DoctorStep(
            name: .configuration, status: .failed, finding: ErrorText.line(error), hint: ErrorText.hint(error))
        step.notes = fileNotes(source(resolved), targets)
        step.details = details(resolved, nil, definition(resolved, targets), targets)
        step.details["error"] = .text(ErrorText.line(error))
        return step
    }

    private func finding(_ resolved: ResolvedConnection, _ definition: ContextDefinition?) -> String {
        switch resolved.origin {
        case .kubeconfig(_, let context): "context \(context) of \(definition?.context.file ?? "the kubeconfig")"
        case .inCluster: "the pod's service account"
        case .flags: "the server that --server names"
        }
    }

    private func source(_ resolved: ResolvedConnection?) -> Source {
        switch resolved?.origin {
        case .kubeconfig: .kubeconfig
        case .inCluster: .inCluster
        case .flags: .flags
        case nil: options.inCluster ? .inCluster : isFlagsAlone ? .flags : .kubeconfig
        }
    }

    private var isFlagsAlone: Bool { options.server != nil && options.context == nil && options.kubeconfig == nil }

    private func definition(_ resolved: ResolvedConnection?, _ targets: CrawlTargets) -> ContextDefinition? {
        guard source(resolved) == .kubeconfig else { return nil }
        return (try? targets.loader.load(explicitPath: options.kubeconfig))?
            .definition(ofContext: resolved?.contextName ?? options.context)
    }

    // MARK: - Files

    private var filesFrom: String {
        if options.kubeconfig != nil { return "--kubeconfig" }
        return (context.environment["KUBECONFIG"] ?? "").allSatisfy { $0 == ":" } ? "default" : "KUBECONFIG"
    }

    private func files(_ source: Source, _ targets: CrawlTargets) -> [ConfigurationFile] {
        switch source {
        case .kubeconfig: targets.loader.candidates(explicitPath: options.kubeconfig)
        case .inCluster: InClusterConfiguration(environment: context.environment).files
        case .flags: []
        }
    }

    /// What is to be said of the files: nothing where there is one, and it is there.
    private func fileNotes(_ source: Source, _ targets: CrawlTargets) -> [String] {
        let files = files(source, targets)
        guard source == .inCluster || files.count > 1 || files.contains(where: { !$0.exists }) else { return [] }
        let list = files.map { $0.exists ? $0.path : "\($0.path) (not there)" }.joined(separator: ", ")
        switch (source, filesFrom) {
        case (.inCluster, _): return ["its files: \(list)"]
        case (_, "KUBECONFIG"): return ["$KUBECONFIG lists \(list)"]
        case (_, "default"): return ["$KUBECONFIG is not set, so \(list) counts"]
        default: return []
        }
    }

    private func trustText(_ resolved: ResolvedConnection, _ connection: ServerConnection) -> String {
        guard connection.address.isSecure else { return "without TLS" }
        switch (connection.trust, resolved.certificateAuthority) {
        case (.anyServer, _): return "whoever that is"
        case (.system, _): return "vouched for by one of the system's authorities"
        case (.data, _): return "vouched for by the authority in the kubeconfig"
        case (.file(let path), .some): return "vouched for by \(path)"
        case (.file(let path), nil): return "vouched for by \(path), which the environment names"
        }
    }

    private func proxyOrigin(_ resolved: ResolvedConnection) -> String {
        if options.proxyURL != nil { return "which --proxy-url names" }
        return resolved.proxyURL != nil ? "which the kubeconfig names" : "which the environment names"
    }

    /// The flags that count above what a file says.
    private var overrides: [String] {
        let given: [(String, Bool)] = [
            ("--server", options.server != nil), ("--token", options.token != nil),
            ("--token-file", options.tokenFile != nil),
            ("--certificate-authority", options.certificateAuthority != nil),
            ("--client-certificate", options.clientCertificate != nil), ("--client-key", options.clientKey != nil),
            ("--tls-server-name", options.tlsServerName != nil),
            ("--insecure-skip-tls-verify", options.insecureSkipTLSVerify), ("--proxy-url", options.proxyURL != nil),
            ("--as", options.impersonatedUser != nil), ("--as-group", !options.impersonatedGroups.isEmpty),
            ("--as-uid", options.impersonatedUID != nil),
        ]
        return given.filter(\.1).map(\.0)
    }

    // MARK: - Data

    private func details(
        _ resolved: ResolvedConnection?, _ connection: ServerConnection?, _ definition: ContextDefinition?,
        _ targets: CrawlTargets
    ) -> [String: OutputValue] {
        let source = source(resolved)
        func part(_ part: ContextDefinition.Part?) -> OutputValue {
            part.map { .object(["name": .text($0.name), "file": .text($0.file)]) } ?? .null
        }
        var proxy = OutputValue.null
        if let connection, let authority = connection.proxyAuthority {
            let origin = options.proxyURL != nil ? "flag" : resolved?.proxyURL != nil ? "kubeconfig" : "environment"
            proxy = .object([
                "address": .text(authority), "from": .text(origin),
                "scheme": .text(connection.proxyURL.flatMap { URLComponents(string: $0)?.scheme }),
            ])
        }
        return [
            "source": .text(source.rawValue), "context": part(definition?.context),
            "cluster": part(definition?.cluster), "user": part(definition?.user),
            "filesFrom": source == .kubeconfig ? .text(filesFrom) : .null,
            "files": .list(
                files(source, targets).map { .object(["path": .text($0.path), "exists": .bool($0.exists)]) }),
            "flags": .texts(overrides), "server": .text(connection?.address.description ?? resolved?.server),
            "namespace": .text(resolved?.namespace), "tlsServerName": .text(resolved?.tlsServerName), "proxy": proxy,
            "error": .null,
        ]
    }
}
