import ArgumentParser
import DiscoveryModel
import DiscoveryStore
import DiscoveryWire

/// Writes OpenAPI documents as their server sent them.
struct ExportOpenAPICommand: ContextualCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi", _superCommandName: ExportCommand.name,
        abstract: "OpenAPI v3 documents, byte for byte as the server sent them.",
        discussion: """
            With --to a folder that mirrors a server's paths: openapi/v3.json, openapi/v3/apis/apps/v1.json and so on; \
            with the discovery documents that belong to them, version.json, and exchanges.tsv, which says which file is \
            what answer. With --api-group or --api-version the list still names every document, with its hash, so that \
            crawlctl import, which reads the folder, does not take the others for removed. Files have the time at which \
            their content was last seen. One document alone goes to standard output. Where a server has only \
            version 2, each document is the part of that which speaks of one group version. NAME@previous \
            is what was there before the last change of the resources or the schemas.
            """)

    static let examples = [
        Example("crawlctl export openapi --cluster prod --to ./prod", "all documents, a file for each path"),
        Example("crawlctl export openapi --api-version apps/v1", "one document"),
        Example("crawlctl export openapi --cluster prod@-30d --api-group apps --to ./then", "some, a month ago"),
    ]

    @OptionGroup var export: SchemaExportOptions

    @Option(help: ArgumentHelp("The folder to write into; it is made where it is missing.", valueName: "folder"))
    var to: String?

    func validate() throws {
        if to == nil && (export.apiVersion.count != 1 || !export.apiGroup.isEmpty) {
            throw ValidationError("give --to, or one --api-version for a single document")
        }
    }

    mutating func run(_ context: CommandContext) throws {
        let resolver = SurfaceResolver(export.database, context)
        let reference = try export.reference(resolver)
        guard let to else {
            let body = try export.withDocuments(of: reference, resolver) { documents, reader in
                try reader.body(of: documents[0])
            }
            context.output.write(PrintableText.escapingDocument(String(decoding: body, as: UTF8.self)))
            context.output.flush()
            return
        }
        let folder = try StagedFolder(path: to)
        var exchanges = ExchangeList()
        var refused: [String] = []
        let label = try export.withDocuments(of: reference, resolver) { documents, reader in
            for document in documents {
                let place = DiscoveryTree.openAPI(of: document.groupVersion)
                guard DiscoveryTree.isPossible(place) else {
                    refused.append(document.groupVersion.description)
                    continue
                }
                try folder.write(reader.body(of: document), to: place, modified: reader.asOf)
                exchanges.add("/openapi/v3\(document.groupVersion.path)", place)
            }
            let list = OpenAPIPathsDocument(hashes: try export.listedHashes(reader))
            try folder.write(list.json, to: DiscoveryTree.openAPIList, modified: reader.asOf)
            exchanges.add("/openapi/v3", DiscoveryTree.openAPIList)
            return reader.label
        }
        try addDiscovery(of: reference, resolver, to: folder, &exchanges)
        try folder.commit()
        context.output.write(PrintableText.escaping("wrote \(folder.count) files to \(to): \(label)") + "\n")
        context.output.flush()
        for name in refused {
            context.note(PrintableText.escaping("note: \(name) is too long for a file's name: left out"))
        }
        if !refused.isEmpty { throw ExitCode(2) }
    }

    /// What `/api`, `/apis` and `/version` answered, since schemas alone are no cluster; and the list of all answers.
    private func addDiscovery(
        of reference: SurfaceReference, _ resolver: SurfaceResolver, to folder: StagedFolder,
        _ exchanges: inout ExchangeList
    ) throws {
        let resolved = try resolver.surfaces([reference], parts: .all)[0]
        let surface = ExportedSurface(
            resolved: resolved, details: nil,
            serverVersion: try resolved.snapshotID.flatMap {
                try resolver.database().snapshotDetails($0)?.serverVersion
            },
            lastKnown: export.lastKnown)
        try folder.writeAggregated(surface, &exchanges)
        try folder.writeVersionAndList(surface, &exchanges)
    }
}
