import Crawler
import DiscoveryModel
import DiscoveryWire
import Foundation

/// A folder with `exchanges.tsv`, which says what was asked and answered.
struct RecordedFolder: RecordedDocuments {
    let path: String
    let exchanges: ExchangeList
    let reader: DocumentReader

    /// - Throws: `CommandFailure` when the list is none.
    init(path: String, list: Data, reader: DocumentReader) throws {
        self.path = path
        self.reader = reader
        exchanges = try ExchangeList(
            String(decoding: list, as: UTF8.self), path: "\(path)/\(ExchangeList.name)")
    }

    func groups(isCore: Bool) throws -> RecordedGroups {
        let path = isCore ? "/api" : "/apis"
        guard let exchange = exchanges.best(path), exchange.status != 404 || !isCore else {
            if isCore { return .absent }
            throw CommandFailure("cannot use \(self.path): \(ExchangeList.name) has no answer of /apis")
        }
        guard exchange.status == 200 else {
            if isCore { return .failed(Self.failure(exchange.status)) }
            throw CommandFailure("cannot use \(self.path): /apis answered with status \(exchange.status)")
        }
        return try RecordedGroups(
            decoding: try data(exchange), path: place(exchange), contentType: exchange.contentType)
    }

    func resources(of groupVersion: GroupVersion) -> RecordedAnswer {
        guard let exchange = exchanges.best(groupVersion.path) else {
            return .failed(GroupVersionFailure(message: "it was not asked for"))
        }
        // As for client-go, a server whose core group is not there serves nothing in it.
        if exchange.status == 404 && groupVersion.path == "/api/v1" {
            return .document(Data(#"{"kind":"APIResourceList","resources":[]}"#.utf8))
        }
        return answer(exchange) ?? .failed(GroupVersionFailure(message: "its document is missing"))
    }

    func serverVersion() throws -> Data? {
        guard let exchange = exchanges.best("/version"), exchange.status == 200 else { return nil }
        return try data(exchange)
    }

    func openAPIList() throws -> Data? {
        guard let exchange = exchanges.best("/openapi/v3"), exchange.status == 200 else { return nil }
        return try data(exchange)
    }

    func openAPI(of groupVersion: GroupVersion) -> RecordedAnswer? {
        exchanges.best("/openapi/v3\(groupVersion.path)").flatMap(answer)
    }

    /// `nil` where the file is missing.
    private func answer(_ exchange: ExchangeList.Exchange) -> RecordedAnswer? {
        guard exchange.status == 200 else { return .failed(Self.failure(exchange.status)) }
        return RecordedAnswer(at: place(exchange), reader)
    }

    private func place(_ exchange: ExchangeList.Exchange) -> String {
        "\(path)/\(exchange.file.joined(separator: "/"))"
    }

    private func data(_ exchange: ExchangeList.Exchange) throws -> Data {
        guard let data = try reader.data(at: place(exchange)) else {
            throw CommandFailure("cannot use \(path): \(exchange.file.joined(separator: "/")) is missing")
        }
        return data
    }

    private static func failure(_ status: Int) -> GroupVersionFailure {
        GroupVersionFailure(httpStatus: status, message: HTTPStatus.text(status))
    }
}

/// A folder that mirrors the paths of an API server, without a list of exchanges.
struct MirroredFolder: RecordedDocuments {
    let path: String
    let reader: DocumentReader

    func groups(isCore: Bool) throws -> RecordedGroups {
        let place = self.place(isCore ? DiscoveryTree.coreGroups : DiscoveryTree.groups)
        guard let data = try reader.data(at: place) else {
            guard isCore else { throw CommandFailure("cannot use \(path): \(place) is missing") }
            // A server without a core group is rare, and a file that somebody left out is not.
            return .failed(GroupVersionFailure(message: "there is no document of /api"))
        }
        return try RecordedGroups(decoding: data, path: place)
    }

    func resources(of groupVersion: GroupVersion) -> RecordedAnswer {
        RecordedAnswer(at: place(DiscoveryTree.place(of: groupVersion)), reader)
            ?? .failed(GroupVersionFailure(message: "there is no document of it"))
    }

    func serverVersion() throws -> Data? { try reader.data(at: place(DiscoveryTree.serverVersion)) }

    func openAPIList() throws -> Data? { try reader.data(at: place(DiscoveryTree.openAPIList)) }

    func openAPI(of groupVersion: GroupVersion) -> RecordedAnswer? {
        RecordedAnswer(at: place(DiscoveryTree.openAPI(of: groupVersion)), reader)
    }

    private func place(_ names: [String]) -> String { "\(path)/\(names.joined(separator: "/"))" }
}
