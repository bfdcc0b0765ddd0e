import ArgumentParser
import DiscoveryModel
import DiscoveryStore

/// Whose schemas to export.
struct SchemaExportOptions: ParsableArguments {
    @Option(name: .customLong("cluster"), help: ArgumentHelp("A cluster, or NAME@WHEN.", valueName: "ref"))
    var reference: String?

    @Option(help: ArgumentHelp("Only this API group; an empty name is the core group. Repeatable.", valueName: "group"))
    var apiGroup: [String] = []

    @Option(help: ArgumentHelp("Only this group version, such as apps/v1. Repeatable.", valueName: "version"))
    var apiVersion: [String] = []

    @Flag(help: "Export what was last seen of documents that could not be read since as if they were current.")
    var lastKnown = false

    @OptionGroup var database: DatabaseOptions

    /// Whose schemas are asked for.
    func reference(_ resolver: SurfaceResolver) throws -> SurfaceReference {
        try resolver.schemaReferences([reference ?? resolver.currentCluster()])[0]
    }

    /// The documents of a reference that are asked for, by group version.
    ///
    /// - Parameter body: Gets them with their reader; what is not current and not asked for is left out and named on
    ///   standard error.
    func withDocuments<Value>(
        of reference: SurfaceReference, _ resolver: SurfaceResolver,
        _ body: ([StoredOpenAPIDocument], SchemaReader) throws -> Value
    ) throws -> Value {
        try resolver.withSchemas(of: reference) { reader in
            var documents: [StoredOpenAPIDocument] = []
            for groupVersion in try reader.groupVersions() where isWanted(groupVersion) {
                let document = try reader.document(of: groupVersion)
                if let condition = reader.conditions[groupVersion] {
                    note(condition, document, reader, resolver.context)
                }
                guard let document, lastKnown || reader.conditions[groupVersion] == nil else { continue }
                documents.append(document)
            }
            for version in apiVersion where !documents.contains(where: { $0.groupVersion.description == version }) {
                throw CommandFailure("there are no schemas of \(version) on \(reader.label)")
            }
            guard !documents.isEmpty else { throw CommandFailure("there are no such schemas on \(reader.label)") }
            return try body(documents, reader)
        }
    }

    /// The hashes of all documents that there are, asked for or not; `nil` of those that were never read, or could not be
    /// read since and do not count as current.
    func listedHashes(_ reader: SchemaReader) throws -> [GroupVersion: String?] {
        var hashes: [GroupVersion: String?] = [:]
        for groupVersion in try reader.groupVersions() {
            let isCurrent = lastKnown || reader.conditions[groupVersion] == nil
            hashes.updateValue(isCurrent ? try reader.document(of: groupVersion)?.hash : nil, forKey: groupVersion)
        }
        return hashes
    }

    private func isWanted(_ groupVersion: GroupVersion) -> Bool {
        if apiGroup.isEmpty && apiVersion.isEmpty { return true }
        return apiGroup.contains(groupVersion.group) || apiVersion.contains(groupVersion.description)
    }

    private func note(
        _ condition: GroupVersionCondition, _ document: StoredOpenAPIDocument?, _ reader: SchemaReader,
        _ context: CommandContext
    ) {
        let ending = document != nil && lastKnown ? "exported as last seen" : "left out"
        context.note(
            PrintableText.escaping(
                "note: the schemas of \(condition.groupVersion) on \(reader.label) failed, \(SchemaReport.asOf(condition)): \(ending)"
            ))
    }
}
