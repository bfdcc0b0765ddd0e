import ArgumentParser
import Crawler
import DiscoveryModel
import DiscoveryStore
import Foundation

/// Shows live objects, found through the stored discovery.
struct GetCommand: ConcurrentCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", _superCommandName: CrawlctlCommand.name,
        abstract: "Show live objects; the resource is found in the database, so there are no discovery requests.",
        discussion: """
            The name is taken as kubectl takes it (crawlctl resolve says for what). One request, or one for each 500 \
            objects. The server is that of the cluster's kubeconfig context, or what the connection flags say.
            """)

    static let examples = [
        Example("crawlctl get pods -n kube-system", "the pods of a namespace"),
        Example("crawlctl get deploy web -o yaml", "one object"),
        Example("crawlctl get jobs my-job -n default --print-path", "the path that would be asked for"),
        Example("crawlctl get --raw /readyz", "any path"),
    ]

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table, wide, json, yaml, name
    }

    @Argument(help: "A resource, as one types it behind kubectl get.") var resource: String?
    @Argument(help: "An object's name.") var name: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Its namespace; else the context's.", valueName: "name"))
    var namespace: String?

    @Flag(name: [.customShort("A"), .long], help: "All namespaces.")
    var allNamespaces = false

    @Option(help: ArgumentHelp("Ask for this path instead, and print the answer as it is.", valueName: "path"))
    var raw: String?

    @Flag(help: "Print the path that would be asked for, and ask nobody.")
    var printPath = false

    @Option(
        help: ArgumentHelp("The cluster whose discovery counts; else the one of the connection.", valueName: "name"))
    var cluster: String?

    @Option(name: [.customShort("o"), .customLong("output")], help: "How to print objects.")
    var format = Format.table

    @Flag(help: "Print no line of column names.")
    var noHeaders = false

    @Option(help: ArgumentHelp("How long one request may take; 0 for no limit.", valueName: "time"))
    var requestTimeout = TimeSpan(seconds: 32)

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        if (resource == nil) == (raw == nil) { throw ValidationError("give either a resource or --raw") }
        if raw != nil && printPath { throw ValidationError("--raw and --print-path exclude each other") }
        if let raw, !raw.hasPrefix("/") { throw ValidationError("--raw is a path, such as /readyz") }
        if allNamespaces && (namespace != nil || name != nil) {
            throw ValidationError("--all-namespaces excludes --namespace and an object's name")
        }
    }

    mutating func run(_ context: CommandContext) async throws {
        // A database is enough to say where an object is.
        let target = printPath && cluster != nil ? nil : try target(context)
        if let raw {
            let body = try await reader(target).body(at: raw)
            context.output.write(PrintableText.escapingDocument(String(decoding: body, as: UTF8.self)))
            if body.last != UInt8(ascii: "\n") { context.output.write("\n") }
            return
        }
        let wanted = resource ?? ""
        let members = try winners(for: wanted, on: cluster ?? target?.name ?? "", context)
        let space = allNamespaces ? nil : namespace ?? target?.namespace ?? "default"
        var found = false
        for member in members {
            let path = ObjectPath.path(member.groupVersion, member.resource, namespace: space, name: name)
            if printPath {
                context.output.write(path + "\n")
                found = true
                continue
            }
            let verb = name == nil ? "list" : "get"
            guard member.resource.verbs.contains(verb) else {
                throw CommandFailure(
                    "cannot \(verb) \(member.resource.resource) of \(member.groupVersion): the server has no such verb for them",
                    hint: "its verbs: \(member.resource.verbs.joined(separator: ", "))")
            }
            let printer = ObjectPrinter(
                format: format, headers: !noHeaders, showsNamespaces: space == nil && member.resource.namespaced,
                kind: members.count > 1 ? member : nil)
            let text = try await printer.text(path: path, single: name != nil, of: member, from: reader(target))
            if text.isEmpty { continue }
            if found && (format == .table || format == .wide) { context.output.write("\n") }
            context.output.write(text)
            found = true
        }
        context.output.flush()
        if !found {
            let namespaced = members.contains { $0.resource.namespaced }
            context.note(
                namespaced && space != nil ? "No resources found in \(space ?? "") namespace." : "No resources found")
        }
    }

    private func target(_ context: CommandContext) throws -> CrawlTarget {
        var options = connection
        if let cluster, options.context == nil, options.server == nil, !options.inCluster { options.context = cluster }
        let factory = ConnectionFactory(context, pluginTimeLimit: connection.pluginTimeout.duration)
        return try CrawlTargets(options: options, context: context, factory: factory).one(name: nil)
    }

    private func reader(_ target: CrawlTarget?) throws -> ObjectReader {
        guard let target else { throw CommandFailure("there is no connection") }
        var options = CrawlOptions()
        options.requestTimeout = requestTimeout.duration
        return ObjectReader(
            try target.connection.get(), transport: CrawlTransport(userAgent: Version.userAgent), options: options)
    }

    private func winners(
        for wanted: String, on cluster: String, _ context: CommandContext
    ) throws -> [NameResolution.Candidate] {
        let store = try database.openForReading(context)
        let reference = SurfaceReference(cluster, now: context.now())
        guard let surface = try store.surface(for: reference, parts: [.resources, .details]) else {
            throw CommandFailure(
                "the database has no cluster \(cluster)", hint: "crawl it first, or give --cluster")
        }
        let found = NameResolution(wanted, in: surface).winners
        if found.isEmpty {
            let near = NearNames.of(wanted, in: surface.surface)
            throw CommandFailure(
                "\(cluster) has no resource \(wanted)",
                hint: near.isEmpty ? nil : "near are: \(near.joined(separator: ", "))")
        }
        return found
    }
}

/// Asks for objects and prints them.
struct ObjectPrinter {
    let format: GetCommand.Format
    let headers: Bool
    let showsNamespaces: Bool
    /// Whose kind stands before each name; `nil` for none.
    let kind: NameResolution.Candidate?

    /// - Returns: What to print; empty where there are no objects.
    func text(
        path: String, single: Bool, of member: NameResolution.Candidate, from reader: ObjectReader
    ) async throws -> String {
        switch format {
        case .table, .wide: try await table(path, single: single, of: member, reader)
        case .json, .yaml, .name: try await documents(path, single: single, of: member, reader)
        }
    }

    private func table(
        _ path: String, single: Bool, of member: NameResolution.Candidate, _ reader: ObjectReader
    ) async throws -> String {
        let accept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"
        let wide = format == .wide
        var whole: ObjectTable?
        try await pages(path, single: single, accept: accept, reader) { body in
            let page = try ObjectTable(decoding: body, wide: wide)
            if whole == nil { whole = page } else { whole?.append(page) }
            return page.next
        }
        guard let whole, !whole.rows.isEmpty else { return "" }
        let rows = whole.rows.map { row -> [String] in
            var cells = row.cells
            if let kind, let first = cells.first { cells[0] = "\(Self.prefix(kind))/\(first)" }
            return ((showsNamespaces ? [row.namespace] : []) + cells).map(PrintableText.escaping)
        }
        return ColumnText.text(
            rows, titles: headers ? (showsNamespaces ? ["NAMESPACE"] : []) + whole.titles : nil)
    }

    private func documents(
        _ path: String, single: Bool, of member: NameResolution.Candidate, _ reader: ObjectReader
    ) async throws -> String {
        var items: [OutputValue] = []
        var one: OutputValue?
        try await pages(path, single: single, accept: "application/json", reader) { body in
            guard let document = try? JSONDecoder().decode(OutputValue.self, from: body) else {
                throw CommandFailure("cannot read the objects: the answer is not valid JSON")
            }
            if single { one = document }
            // The items of a list do not repeat what the list says of them.
            let own = [
                ("apiVersion", document["apiVersion"]),
                ("kind", (document["kind"]?.string).map { .text(Self.item($0)) }),
            ]
            if case .list(let list)? = document["items"] {
                items += list.map { item in
                    guard case .object(var members) = item else { return item }
                    for (name, value) in own where members[name] == nil { members[name] = value }
                    return .object(members)
                }
            }
            return document["metadata"]?["continue"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        }
        if format == .name {
            let objects = one.map { [$0] } ?? items
            return objects.compactMap { $0["metadata"]?["name"]?.string }
                .map { PrintableText.escaping("\(Self.prefix(member))/\($0)") + "\n" }.joined()
        }
        let list: OutputValue = .object([
            "apiVersion": .text("v1"), "kind": .text("List"), "items": .list(items),
            "metadata": .object(["resourceVersion": .text("")]),
        ])
        return try format == .json ? DocumentText.json(one ?? list) : DocumentText.yaml(one ?? list)
    }

    /// Asks for one page after the other.
    ///
    /// - Throws: ``CommandFailure`` when the server gives the same page again and again.
    private func pages(
        _ path: String, single: Bool, accept: String, _ reader: ObjectReader, take: (Data) throws -> String?
    ) async throws {
        var query = single ? "" : "?limit=500"
        var seen: Set<String> = []
        while true {
            let body = try await reader.body(at: path + query, accept: accept)
            guard let next = try take(body), !single else { return }
            guard seen.insert(next).inserted else {
                throw CommandFailure("cannot read the objects: the server sends the same page again")
            }
            let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~"))
            query = "?limit=500&continue=\(next.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")"
        }
    }

    private static func item(_ listKind: String) -> String {
        listKind.hasSuffix("List") ? String(listKind.dropLast(4)) : listKind
    }

    /// As kubectl's `-o name` has it: the kind in small letters, with the group.
    private static func prefix(_ member: NameResolution.Candidate) -> String {
        let kind = member.resource.kind.lowercased()
        return member.groupVersion.group.isEmpty ? kind : "\(kind).\(member.groupVersion.group)"
    }
}
