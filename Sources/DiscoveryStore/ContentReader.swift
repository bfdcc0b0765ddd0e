import DiscoveryModel
import Foundation
import GRDB

extension DiscoveryDatabase {
    /// Reads content by its digests.
    ///
    /// - Returns: What is there; content that is not, or no longer, is left out.
    public func lists(
        _ digests: Set<ContentDigest>, parts: SurfaceParts
    ) throws(DiscoveryStoreError) -> [ContentDigest: APIResourceList] {
        try read { try ContentReader.lists(digests, parts: parts, in: $0) } ?? [:]
    }
}

/// Reads single contents, whichever surfaces have them; lives within one transaction.
enum ContentReader {
    static func lists(
        _ digests: Set<ContentDigest>, parts: SurfaceParts, in database: Database
    ) throws -> [ContentDigest: APIResourceList] {
        guard !digests.isEmpty else { return [:] }
        // One parameter for any number of digests, which are no words for a query's text.
        let wanted = String(decoding: try JSONEncoder().encode(digests.map(\.text)), as: UTF8.self)
        let statement = try database.cachedStatement(
            sql: """
                SELECT id, digest, group_name, version FROM group_version
                WHERE digest IN (SELECT value FROM json_each(?)) ORDER BY id
                """)
        let contents = try Row.fetchAll(statement, arguments: [wanted])
        let resources = try resources(of: contents.map { $0[0] }, parts: parts, in: database)
        var lists: [ContentDigest: APIResourceList] = [:]
        lists.reserveCapacity(contents.count)
        for row in contents {
            let digest = ContentDigest(text: row[1])
            lists[digest] = APIResourceList(
                groupVersion: GroupVersion(group: row[2], version: row[3]), stored: resources[row[0]] ?? [],
                digest: digest)
        }
        return lists
    }

    /// The resources of some group versions, by the group version's number.
    ///
    /// - Parameter names: Only these resources, with their subresources; `nil` for all.
    static func resources(
        of contents: [Int64], parts: SurfaceParts, names: Set<String>? = nil, in database: Database
    ) throws -> [Int64: [APIResource]] {
        guard !contents.isEmpty, parts.contains(.resources) else { return [:] }
        let statement = try database.makeStatement(
            sql: """
                SELECT group_version_id, \(ResourceColumns.names(details: parts.contains(.details)))
                FROM resource
                WHERE group_version_id IN (\(contents.map(String.init).joined(separator: ",")))
                    \(parts.contains(.subresources) ? "" : "AND subresource = ''")
                    \(names == nil ? "" : "AND name IN (SELECT value FROM json_each(?))")
                ORDER BY group_version_id, name, subresource
                """)
        if let names {
            try statement.setArguments([String(decoding: try JSONEncoder().encode(names.sorted()), as: UTF8.self)])
        }
        let rows = BulkRows(statement)
        var columns = ResourceColumns(hasDetails: parts.contains(.details))
        var resources: [Int64: [APIResource]] = [:]
        while try rows.next() { resources[rows.integer(0), default: []].append(try columns.resource(in: rows)) }
        return resources
    }
}
