import ArgumentParser
import DiscoveryModel
import DiscoveryStore
import OpenAPIModel

/// Writes JSON Schemas of kinds.
struct ExportJSONSchemaCommand: ContextualCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "json-schema", _superCommandName: ExportCommand.name,
        abstract: "JSON Schemas (draft 7) of all kinds, custom resources too, for kubeconform and editors.",
        discussion: """
            A file for each kind, with all references resolved, in two folders: VERSION-standalone-strict, which allows no \
            fields but those that the server keeps, and VERSION-standalone, which does; with an all.json each, for \
            editors' YAML servers. Kinds that have to share a file stand in it side by side. Without --to, --kind gives \
            one schema on standard output. Rules in CEL (x-kubernetes-validations) and patterns that only Go understands cannot be \
            said in JSON Schema, and what it does not permit, such as a type that it does not know, would make it none: they are \
            left out, and so are lists of objects. An export adds to what is in the folder and removes nothing, so that tools \
            go on finding kinds that are gone, which a note says: an empty folder has what is exported and no more. NAME@previous is what was there before the last change of the resources \
            or the schemas.
            """)

    static let examples = [
        Example("crawlctl export json-schema --cluster prod --to ./schemas", "all kinds"),
        Example("kubeconform -strict -schema-location ./schemas manifest.yaml", "what then checks manifests"),
        Example(
            "crawlctl export json-schema --to ./schemas --layout catalog",
            "./schemas/VERSION-standalone/GROUP/KIND_VERSION.json"),
        Example("crawlctl export json-schema --kind Deployment --api-version apps/v1", "one schema"),
    ]

    @OptionGroup var export: SchemaExportOptions

    @Option(help: ArgumentHelp("Only this kind, in strict form, on standard output.", valueName: "kind"))
    var kind: String?

    @Flag(help: "With --kind: the schema that allows unknown fields.") var open = false

    @Option(help: "How files are called: kubeconform as kubeconform finds them, catalog with the group as a folder.")
    var layout = JSONSchemaLayout.kubeconform

    @Option(
        help: ArgumentHelp(
            "What the folders begin with: v1.36.0 for kubeconform -kubernetes-version 1.36.0.", valueName: "version"))
    var folderVersion = "master"

    @Option(help: ArgumentHelp("The folder to write into; it is made where it is missing.", valueName: "folder"))
    var to: String?

    func validate() throws {
        if (to == nil) == (kind == nil) {
            throw ValidationError("give --to for all kinds in a folder, or --kind for one on standard output")
        }
        if open && kind == nil { throw ValidationError("--open goes with --kind: folders have both") }
        if folderVersion.isEmpty { throw ValidationError("--folder-version has a name") }
    }

    mutating func run(_ context: CommandContext) throws {
        let resolver = SurfaceResolver(export.database, context)
        let reference = try export.reference(resolver)
        guard let to else { return try writeOne(kind ?? "", of: reference, resolver) }
        var writer = JSONSchemaFolder(
            layout: layout, version: folderVersion, folder: try StagedFolder(path: to))
        let label = try export.withDocuments(of: reference, resolver) { documents, reader in
            try writer.write(documents, from: reader)
            return reader.label
        }
        try writer.folder.commit()
        context.output.write(
            PrintableText.escaping(
                "wrote \(Quantity.count(writer.count, "kind")) in \(writer.folder.count) files to \(to): \(label)")
                + "\n")
        context.output.flush()
        let others = writer.otherCount()
        if others > 0 {
            context.note(
                PrintableText.escaping(
                    "note: \(Quantity.count(others, "file")) of other exports stayed in \(to): tools find their kinds too"
                ))
        }
        for name in writer.refused {
            context.note(PrintableText.escaping("note: \(name) is too long for a file's name: left out"))
        }
        if !writer.refused.isEmpty { throw ExitCode(2) }
    }

    private func writeOne(_ name: String, of reference: SurfaceReference, _ resolver: SurfaceResolver) throws {
        let schema = try export.withDocuments(of: reference, resolver) { documents, reader in
            var found: [(GroupVersionKind, SchemaDefinition, StoredOpenAPIDocument)] = []
            for document in documents {
                for (kind, definition) in try reader.exportedKinds(of: document)
                where kind.kind.lowercased() == name.lowercased() {
                    found.append((kind, definition, document))
                }
            }
            guard let (kind, definition, document) = found.first else {
                throw CommandFailure("there is no schema of \(name) on \(reader.label)")
            }
            guard found.count == 1 else {
                let versions = found.map { $0.2.groupVersion.description }
                throw CommandFailure(
                    "\(name) is a kind of several group versions",
                    hint: "give --api-version with one of: \(NameList.text(versions))")
            }
            return try reader.jsonSchema(of: kind, definition, in: document)
                .schema(open ? .open : .strict, from: reader)
        }
        let output = resolver.context.output
        output.write(PrintableText.escapingDocument("\(schema.json)\n"))
        output.flush()
    }
}
