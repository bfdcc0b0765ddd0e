import DiscoveryModel
import DiscoveryStore

/// Documents that were fetched, and readings that are complete, which wait to be written.
struct SchemaQueue {
    /// A reading, and who waits for it.
    struct Reading {
        let observation: SchemaObservation
        let cluster: String
        let continuation: CheckedContinuation<SchemaSaveOutcome, any Error>
    }

    /// So many bytes of documents may wait before whoever brings more has to.
    static let limit = 8 << 20

    var documents: [(document: FetchedOpenAPIDocument, cluster: String)] = []
    var size = 0
    var waiting: [CheckedContinuation<Void, Never>] = []
    var readings: [Reading] = []
    /// What went wrong with a cluster's documents, and was not told yet.
    var failures: [String: any Error] = [:]
}
