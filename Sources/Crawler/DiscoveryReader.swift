import DiscoveryModel
import DiscoveryWire

/// Reads single discovery documents; every failure says which URL.
struct DiscoveryReader: Sendable {
    let client: HTTPClient
    let legacyOnly: Bool

    /// Reads `/api` or `/apis` in the best form that the server has.
    ///
    /// Where the server cannot stand the aggregated media types (400, 406, 415), plain JSON is asked for.
    func groups(at path: String, validators: [Validator]) async -> GroupsAnswer {
        let validator = validators.first { $0.path == path }
        do {
            var response = try await client.get(
                path, accept: legacyOnly ? DiscoveryMediaType.legacy : DiscoveryMediaType.bestForm,
                ifNoneMatch: validator?.tag.value)
            if [400, 406, 415].contains(response.status) && !legacyOnly {
                response = try await client.get(path, accept: DiscoveryMediaType.legacy)
            }
            if response.status == 304, let validator { return .unchanged(validator) }
            if response.status == 404 && path == "/api" { return .absent }
            guard response.status == 200 else {
                return .failed(refusal(of: path, response), status: response.status)
            }
            let document = try GroupDiscoveryDocument(decoding: response.body, contentType: response.contentType)
            guard case .aggregated(let groups, let form) = document else {
                if case .legacy(let groups) = document, groups.isEmpty, path == "/apis" {
                    throw DiscoveryWireError(.noGroups)
                }
                return .read(document, nil)
            }
            if groups.isEmpty && path == "/apis" { throw DiscoveryWireError(.noGroups) }
            return .read(document, response.entityTag.map { EntityTag(value: $0, form: form) })
        } catch {
            return .failed(failure(of: path, error), status: nil)
        }
    }

    /// Reads `/version`; `nil` when it is not to be had.
    func serverVersion() async -> String? {
        guard let response = try? await client.get("/version", accept: DiscoveryMediaType.legacy),
            response.status == 200, response.body.count <= 64 << 10
        else { return nil }
        return try? ServerVersionDocument(decoding: response.body).canonicalText
    }

    /// Reads one group version in the legacy form.
    ///
    /// - Throws: ``CrawlError`` when our credentials are refused, or the crawl is told to stop.
    func resources(of groupVersion: GroupVersion) async throws(CrawlError) -> LegacyWalk.Answer {
        let path = groupVersion.path
        do {
            let response = try await client.get(path, accept: DiscoveryMediaType.legacy)
            switch response.status {
            case 200: break
            case 401: throw refusal(of: path, response)
            case 404 where path == "/api/v1":
                return .init(outcome: .current(try APIResourceList(groupVersion: groupVersion, resources: [])))
            default:
                return .init(
                    outcome: .failed(
                        GroupVersionFailure(httpStatus: response.status, message: response.statusText)))
            }
            let document = try APIResourceListDocument(decoding: response.body)
            return .init(
                outcome: .current(try document.list(for: groupVersion)),
                storageVersionHashes: document.storageVersionHashes)
        } catch let error as CrawlError {
            throw error
        } catch let error as TransportError where error.code == .cancelled {
            throw failure(of: path, error)
        } catch {
            return .init(outcome: .failed(GroupVersionFailure(message: String(describing: error))))
        }
    }

    func refusal(of path: String, _ response: HTTPResponse) -> CrawlError {
        let what = "cannot read \(client.url(path))"
        if (300...399).contains(response.status), let target = response.redirectURL {
            let there = (try? ServerAddress(target)).map { "\($0.isSecure ? "https" : "http")://\($0.authority)" }
            return CrawlError(
                .redirect, what: what,
                cause: "\(response.statusText): the server sends us to \(there ?? "another place")",
                hint: "crawlctl does not follow there; give that address as the server if it is the right one")
        }
        let hint: String? =
            switch response.status {
            case 403: ServerStatus.message(in: response.body).map { "the server says: \($0)" }
            case 401: "the server does not accept these credentials"
            // Go's servers answer so to who speaks HTTP where they speak TLS.
            case 400 where !client.isSecure: "if the server speaks TLS, give its https URL"
            case 404: "this address may not be an API server's, or lack its path prefix"
            default: nil
            }
        return CrawlError(.status(response.status), what: what, cause: response.statusText, hint: hint)
    }

    func failure(of path: String, _ error: any Error) -> CrawlError {
        let what = "cannot read \(client.url(path))"
        switch error {
        case let error as CrawlError: return error
        case let error as TransportError where error.code != .cancelled:
            let isPlain = error.code == .broken && !client.isSecure
            return CrawlError(
                .transport(error.code), what: what, cause: error.description,
                hint: isPlain ? "if the server speaks TLS, give its https URL" : error.hint)
        case let error as DiscoveryWireError:
            let hint = error.code == .html ? "something that wants a login may stand before the server" : nil
            return CrawlError(.document(error.code), what: what, cause: error.description, hint: hint)
        default:
            return CrawlError(.cancelled, what: what, cause: "cancelled")
        }
    }
}
