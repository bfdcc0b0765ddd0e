import DiscoveryModel
import DiscoveryStore
import Foundation

/// Prints which resources of a cluster support watch, from a database that crawlctl made:
///
///     watchable-resources discovery.db prod@-7d
@main
struct WatchableResources {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else { throw CocoaError(.featureUnsupported) }
        // Reading never makes or changes the file, nor needs to be allowed to.
        let database = try DiscoveryDatabase.openForReading(path: arguments[1])
        // A name, or a name and a moment. Only what the question needs is read.
        let reference = SurfaceReference(arguments[2], now: Date())
        guard let resolved = try database.surface(for: reference, parts: .resources) else {
            print("there is no cluster \(reference); known are: \(try database.clusterNames().joined(separator: ", "))")
            exit(1)
        }
        var query = ResourceQuery()
        query.verbs = ["watch"]
        for row in query.rows(in: resolved) { print(row.qualifiedName) }
        // What the answer lacks is part of the answer.
        for condition in resolved.conditions.values.sorted(by: { $0.groupVersion < $1.groupVersion }) {
            print("\(condition.groupVersion) is \(condition.state.rawValue)")
        }
    }
}
