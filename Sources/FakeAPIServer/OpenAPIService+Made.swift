import DiscoveryModel
import Foundation

extension OpenAPIService {
    /// Documents made up for all resources of some groups, of our own writing.
    ///
    /// Each kind has metadata, a spec and a status; their fields are made of the kind's name, so that kinds differ and
    /// what they have in common is equal. Pods have containers of a few levels, deployments a template that refers to
    /// those, and one field refers to its own definition.
    ///
    /// - Parameter revision: Makes every description another, so that all documents change.
    public static func made(for groups: [APIGroup], revision: Int = 1) -> OpenAPIService {
        var documents: [GroupVersion: Data] = [:]
        for group in groups {
            for version in group.versions {
                guard let list = version.resources else { continue }
                documents[list.groupVersion] = MadeDocument(list, revision: revision).body
            }
        }
        return OpenAPIService(documents: documents)
    }

    /// One document of version 2 with the same schemas.
    public static func madeSwagger(for groups: [APIGroup], revision: Int = 1) -> OpenAPIService {
        var definitions: [String: JSON] = [:]
        var paths: [String: JSON] = [:]
        for list in groups.flatMap(\.versions).compactMap(\.resources) {
            let document = MadeDocument(list, revision: revision)
            definitions.merge(document.definitions(prefix: "#/definitions/")) { first, _ in first }
            paths.merge(document.paths(isSwagger: true)) { first, _ in first }
        }
        let swagger: JSON = .object([
            "swagger": .text("2.0"), "info": .object(["title": .text("Made up"), "version": .text("v1")]),
            "paths": .object(paths), "definitions": .object(definitions),
        ])
        return OpenAPIService(swagger: swagger.encodedAsDocument())
    }
}
