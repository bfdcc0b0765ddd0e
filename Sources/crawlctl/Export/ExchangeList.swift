import DiscoveryModel
import DiscoveryWire

/// `exchanges.tsv`: which file of a folder holds what an API server answered to what.
struct ExchangeList {
    struct Exchange {
        /// The URL's path.
        var path: String
        /// The media type that was asked for.
        var accept: String
        var status: Int
        var contentType: String
        /// The names that lead to the file, from the folder.
        var file: [String]
    }

    static let name = "exchanges.tsv"
    static let columns = ["path", "accept", "status", "content_type", "etag", "file"]

    private(set) var exchanges: [Exchange] = []
    private var positions: [String: [Int]] = [:]

    init() {}

    mutating func add(_ exchange: Exchange) {
        positions[exchange.path, default: []].append(exchanges.count)
        exchanges.append(exchange)
    }

    /// Adds a JSON document in one of its forms.
    mutating func add(_ path: String, _ file: [String], accept: String = DiscoveryMediaType.legacy) {
        add(Exchange(path: path, accept: accept, status: 200, contentType: accept, file: file))
    }

    /// The list as a file; there is no column's value in it that a tab or line feed could be in.
    var text: String {
        let rows = exchanges.map {
            [$0.path, $0.accept, String($0.status), $0.contentType, "", $0.file.joined(separator: "/")]
        }
        return ([Self.columns] + rows).map { $0.joined(separator: "\t") + "\n" }.joined()
    }
}

extension ExchangeList {
    /// Reads a list.
    ///
    /// - Throws: `CommandFailure` when it is none, or names a file that is not in its folder.
    init(_ text: String, path: String) throws {
        var lines = text.split(whereSeparator: \.isNewline)
            .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
        let columns = lines.isEmpty ? [] : lines.removeFirst()
        let positions = Dictionary(columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        guard let pathColumn = positions["path"], let accept = positions["accept"], let status = positions["status"],
            let contentType = positions["content_type"], let file = positions["file"]
        else {
            throw CommandFailure("cannot use \(path): it has no columns path, accept, status, content_type and file")
        }
        for line in lines {
            guard line.count == columns.count, let code = Int(line[status]) else {
                throw CommandFailure("cannot use \(path): not every line has a status and all columns")
            }
            let names = line[file].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard names.allSatisfy({ !["", ".", ".."].contains($0) && !$0.utf8.contains(0) }) else {
                throw CommandFailure("cannot use \(path): it names a file that is not in its folder")
            }
            add(
                Exchange(
                    path: line[pathColumn], accept: line[accept], status: code, contentType: line[contentType],
                    file: names))
        }
    }

    /// What a client got that takes the best form there is; `nil` where the path was not asked for, or is not there.
    func best(_ path: String) -> Exchange? {
        let answers = (positions[path] ?? []).map { exchanges[$0] }
        for form in [DiscoveryForm.aggregatedV2, .aggregatedV2beta1, .legacy] {
            if let found = answers.first(where: { DiscoveryMediaType.form(ofContentType: $0.accept) == form }) {
                return found
            }
        }
        return nil
    }
}
