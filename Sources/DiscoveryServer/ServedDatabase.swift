import DiscoveryStore

/// The database that is served, open for as long as its file is the same; for one thread at a time.
struct ServedDatabase {
    private let path: String
    private var opened: (database: DiscoveryDatabase, revision: FileRevision)?

    /// - Parameter path: The database file; it need not be there.
    init(path: String) { self.path = path }

    /// The database as of a commit, or of a later one.
    ///
    /// - Parameter revision: What the file is known to be at.
    /// - Throws: ``DiscoveryStoreError`` when it cannot be read.
    mutating func database(at revision: FileRevision) throws -> DiscoveryDatabase {
        if let opened {
            // A copy stays what it was when it was made.
            let isGood =
                opened.database.isCopy ? opened.revision == revision : opened.revision.isSameFile(as: revision)
            if isGood { return opened.database }
        }
        let database = try DiscoveryDatabase.openForReading(path: path)
        opened = (database, revision)
        return database
    }
}
