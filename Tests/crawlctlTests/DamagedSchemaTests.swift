import Crawler
import DiscoveryWire
import Foundation
import OpenAPIModel
import TestSupport
import Testing

@testable import crawlctl

/// Schemas that somebody changed in the file.
@Suite(.fewAtOnce) struct DamagedSchemaTests {
    private static let documents: KeyValuePairs = [
        "a": MadeSchemas.document(["size": .object(["type": "string"])]),
        "b": MadeSchemas.document(["size": .object(["type": "integer"])]),
    ]

    /// Words, and the status that means that there was no answer.
    private static let questions: [([String], Int32)] = [
        (["explain", "deployments.spec", "--cluster", "a"], 1),
        (["explain", "deployments", "--example", "--cluster", "a"], 1),
        (["check", "deployment.yaml", "--on", "a", "--schemas"], 2), (["diff", "a", "b", "--schemas"], 2),
        (["export", "json-schema", "--cluster", "a", "--to", "schemas"], 1),
        (["export", "json-schema", "--cluster", "a", "--kind", "Deployment"], 1),
        (["export", "openapi", "--cluster", "a", "--to", "tree"], 1),
        (["export", "openapi", "--cluster", "a", "--api-version", "apps/v1"], 1),
    ]

    /// Most of them answered as if the schemas said nothing, or with an error of Swift's.
    @Test(arguments: [
        "UPDATE schema_attributes SET attributes = substr(attributes, 2)",
        """
        UPDATE schema_attributes SET attributes = '{"type":"string"'
        """,
    ])
    func everyQuestionSaysThatTheFileIsDamaged(damage: String) async throws {
        try await MadeSchemas.withCrawled(Self.documents) { crawlctl in
            try Data("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {size: b}\n".utf8)
                .write(to: crawlctl.home.appending(path: "deployment.yaml"))
            let file = crawlctl.database
            try await Program.output(of: "sqlite3", file, damage)
            for (question, status) in Self.questions {
                let result = try await crawlctl.run(question)
                #expect(result.status == status, "\(question)")
                #expect(
                    result.errors.contains("\(file): the file is damaged\n  hint: "), "\(question): \(result.errors)")
            }
        }
    }

    @Test func everyErrorOfOurOwnIsSaidInItsWords() {
        let errors: [any Error & CustomStringConvertible] = [
            OpenAPIDocumentError(.notOpenAPI), TransportError(.cancelled, "the crawl ended"),
            DiscoveryWireError(.noDocuments),
        ]
        for error in errors {
            #expect(ErrorText.line(error) == error.description)
            #expect(ErrorText.hint(error) == nil)
        }
    }
}
