import DiscoveryModel
import DiscoveryWire
import Foundation

/// What an API server once answered, from wherever it was kept.
protocol RecordedDocuments {
    /// Where that is, for people.
    var path: String { get }

    /// What `/api` or `/apis` answered.
    ///
    /// - Throws: What makes all of it useless.
    func groups(isCore: Bool) throws -> RecordedGroups

    /// What the path of a group version answered, in the legacy form; a document that cannot be read is a failure.
    func resources(of groupVersion: GroupVersion) -> RecordedAnswer

    /// What `/version` answered; `nil` where that is not known.
    func serverVersion() throws -> Data?

    /// What `/openapi/v3` answered; `nil` where there is nothing of it.
    ///
    /// - Throws: What makes all OpenAPI documents useless.
    func openAPIList() throws -> Data?

    /// What was answered at the path of a group version below `/openapi/v3`; `nil` where that is not known. A document that
    /// cannot be read is a failure.
    func openAPI(of groupVersion: GroupVersion) -> RecordedAnswer?
}

extension RecordedDocuments {
    func openAPIList() throws -> Data? { nil }
    func openAPI(of groupVersion: GroupVersion) -> RecordedAnswer? { nil }
}

/// What `/api` or `/apis` answered.
enum RecordedGroups {
    case document(GroupDiscoveryDocument)
    /// There is no such path.
    case absent
    /// That is not known.
    case failed(GroupVersionFailure)
}

/// What one path answered.
enum RecordedAnswer {
    case document(Data)
    /// That the server could not refresh it.
    case stale
    case failed(GroupVersionFailure)

    /// What a file holds; `nil` where there is none.
    init?(at path: String, _ reader: DocumentReader) {
        do {
            guard let data = try reader.data(at: path) else { return nil }
            self = .document(data)
        } catch {
            self = .failed(GroupVersionFailure(message: "cannot read its document: \(error.cause)"))
        }
    }
}

extension RecordedDocuments {
    /// Puts the documents together to what a crawl of that server would have seen, in the form that they are in.
    ///
    /// - Parameters:
    ///   - server: Where they are from.
    ///   - observedAt: When that was, where that is told.
    ///   - now: The time, for what has none of its own, and what is from the future.
    /// - Throws: `CommandFailure` when nothing can be made of them.
    func observation(
        server: String, reader: DocumentReader, observedAt: Date?, now: Date
    ) throws -> CrawlObservation {
        let start = ContinuousClock.now
        let core = try groups(isCore: true)
        let named = try groups(isCore: false)
        var hashes: [GroupVersion: [String: String]] = [:]
        let coreHalf = try half(core, isCore: true, hashes: &hashes)
        let namedHalf = try half(named, isCore: false, hashes: &hashes)
        guard case .read(let groups, _) = namedHalf, !groups.isEmpty else {
            // Recorded, it would say that everything was removed.
            throw CommandFailure("cannot use \(path): it lists no API groups")
        }
        // Nothing else depends on it.
        let version = try? serverVersion().map { try ServerVersionDocument(decoding: $0).canonicalText }
        let time = observedAt ?? min(reader.newest ?? now, now)
        let forms = [core, named].compactMap(\.form)
        return CrawlObservation(
            server: server, startedAt: time, observedAt: time, duration: (.now - start) / .seconds(1), requests: 0,
            bytes: reader.bytes, form: Set(forms).count > 1 ? .mixed : forms.first ?? .legacy, core: coreHalf,
            named: namedHalf, serverVersion: version, storageVersionHashes: hashes)
    }

    private func half(
        _ groups: RecordedGroups, isCore: Bool, hashes: inout [GroupVersion: [String: String]]
    ) throws -> CrawlObservation.Half {
        switch groups {
        case .absent: return .absent
        case .failed(let failure): return .failed(failure)
        case .document(.aggregated(let groups, _)):
            return .read(groups.filter { $0.name.isEmpty == isCore }, validator: nil)
        case .document(.legacy(let groups)):
            var observed: [ObservedGroup] = []
            for group in groups where group.name.isEmpty == isCore {
                let versions = group.versions.map { version in
                    let groupVersion = GroupVersion(group: group.name, version: version)
                    return ObservedGroup.Version(
                        version: version, outcome: outcome(of: groupVersion, hashes: &hashes))
                }
                observed.append(
                    ObservedGroup(name: group.name, preferredVersion: group.preferredVersion, versions: versions))
            }
            return .read(observed, validator: nil)
        }
    }

    /// One document that cannot be used does not stop the rest.
    private func outcome(
        of groupVersion: GroupVersion, hashes: inout [GroupVersion: [String: String]]
    ) -> ObservedGroup.Outcome {
        switch resources(of: groupVersion) {
        case .failed(let failure): return .failed(failure)
        case .stale: return .stale(nil)
        case .document(let data):
            do {
                let document = try APIResourceListDocument(decoding: data)
                let list = try document.list(for: groupVersion)
                let given = document.storageVersionHashes
                if !given.isEmpty { hashes[groupVersion] = given }
                return .current(list)
            } catch let error as DiscoveryWireError {
                return .failed(GroupVersionFailure(message: error.text(of: "the document")))
            } catch {
                return .failed(GroupVersionFailure(message: "\(error)"))
            }
        }
    }
}

extension RecordedGroups {
    fileprivate var form: DiscoveryForm? {
        switch self {
        case .document(.aggregated(_, let form)): form
        case .document(.legacy): .legacy
        case .absent, .failed: nil
        }
    }

    /// Decodes a document.
    ///
    /// - Throws: `CommandFailure` when it is none, or one that no server sends.
    init(decoding data: Data, path: String, contentType: String? = nil) throws {
        do {
            let document = try GroupDiscoveryDocument(decoding: data, contentType: contentType)
            if case .legacy(let groups) = document, groups.reduce(0, { $0 + $1.versions.count }) > 100_000 {
                throw CommandFailure("cannot use \(path): it lists more than 100000 group versions")
            }
            self = .document(document)
        } catch let error as DiscoveryWireError {
            throw CommandFailure("cannot use \(path): \(error.text(of: "the document"))")
        }
    }
}
