import DiscoveryModel
import FakeAPIServer
import Foundation
import TestSupport
import Testing

/// Schemas as files, and back.
@Suite(.fewAtOnce) struct ExportSchemaTests {
    private static let apps = GroupVersion(group: "apps", version: "v1")

    private func withCrawled(
        _ cluster: FakeCluster = .withSchemas(), _ body: (Binary, FakeAPIServer) async throws -> Void
    ) async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer(cluster) { server in
                let crawl = try await crawlctl.run(
                    "crawl", "--server", server.url.absoluteString, "--name", "c", "--schemas")
                #expect(crawl.status == 0, "\(crawl.errors)")
                try await body(crawlctl, server)
            }
        }
    }

    private func data(_ crawlctl: Binary, _ path: String) throws -> Data {
        try Data(contentsOf: crawlctl.home.appending(path: path))
    }

    private func names(_ crawlctl: Binary, _ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: crawlctl.home.appending(path: path).path).sorted()
    }

    private static let hashes = [
        "sql", "SELECT group_version, hash FROM api_openapi_document ORDER BY 1", "--no-headers",
    ]

    // MARK: - OpenAPI

    @Test func documentsAreWrittenAsTheyCame() async throws {
        let cluster = FakeCluster.withSchemas()
        try await withCrawled(cluster) { crawlctl, _ in
            let sent = try #require(cluster.openAPI.documents?[Self.apps])
            let export = try await crawlctl.run("export", "openapi", "--to", "tree")
            #expect(export.status == 0 && export.errors == "")
            #expect(export.output == "wrote 13 files to tree: c\n")
            #expect(try data(crawlctl, "tree/openapi/v3/apis/apps/v1.json") == sent)
            let one = try await crawlctl.run("export", "openapi", "--api-version", "apps/v1")
            #expect(one.data == sent)
            let some = try await crawlctl.run("export", "openapi", "--api-group", "apps", "--to", "some")
            #expect(some.status == 0)
            #expect(try names(crawlctl, "some/openapi/v3") == ["apis"])
            #expect(try await crawlctl.run("export", "openapi").status == 64)
            let none = try await crawlctl.run("export", "openapi", "--api-version", "none/v1")
            #expect(none.status == 1 && none.errors == "Error: there are no schemas of none/v1 on c\n")
        }
    }

    @Test func whatWasExportedIsImportedAgain() async throws {
        try await withCrawled { crawlctl, _ in
            _ = try await crawlctl.run("export", "openapi", "--to", "tree")
            let copy = crawlctl.home.appending(path: "copy.db").path
            let first = try await crawlctl.run("import", "tree", "--name", "d", "--db", copy)
            #expect(first.status == 0, "\(first.errors)")
            #expect(first.output.contains(/\n  schemas  8 documents, [0-9]+ KB  new\n/))
            #expect(
                try await crawlctl.run(Self.hashes + ["--db", copy]).output == crawlctl.run(Self.hashes).output)
            let again = try await crawlctl.run("import", "tree", "--name", "d", "--db", copy)
            #expect(again.output.contains("  schemas  8 documents, ") && again.output.contains("  unchanged since "))
            // The same folder without the list of what is what.
            try FileManager.default.removeItem(at: crawlctl.home.appending(path: "tree/exchanges.tsv"))
            let mirrored = try await crawlctl.run("import", "tree", "--name", "e", "--db", copy)
            #expect(mirrored.output.contains("  schemas  8 documents, "))
            #expect(try await crawlctl.run("explain", "deployments.spec", "--cluster", "e", "--db", copy).status == 0)
            let report = try await crawlctl.run("import", "tree", "--name", "f", "--db", copy, "-o", "json")
            #expect(report.output.contains("\"documents\" : 8"))
        }
    }

    /// The list names what was not asked for too.
    @Test func aPartOfTheDocumentsTakesNoneAway() async throws {
        try await withCrawled { crawlctl, server in
            let before = try await crawlctl.run(Self.hashes).output
            let some = try await crawlctl.run("export", "openapi", "--api-group", "apps", "--to", "some")
            #expect(some.status == 0)
            let same = try await crawlctl.run("import", "some", "--name", "c")
            #expect(same.status == 0, "\(same.output)\(same.errors)")
            #expect(same.output.contains(/\n  schemas  8 documents, [0-9]+ KB  unchanged since 2/), "\(same.output)")
            #expect(try await crawlctl.run(Self.hashes).output == before)
            let copy = crawlctl.home.appending(path: "copy.db").path
            let new = try await crawlctl.run("import", "some", "--name", "d", "--db", copy)
            #expect(new.status == 2)
            #expect(new.output.contains(": 1 read, 7 failed  new\n"), "\(new.output)")
            #expect(new.output.contains("  failed  schemas of v1: its document is missing, they were never read\n"))
            // What could not be read is listed without the hash of what it once was.
            server.update(.withSchemas(revision: 2))
            server.setFault(.status(503), at: "/openapi/v3/api/v1")
            let url = server.url.absoluteString
            #expect(try await crawlctl.run("crawl", "--server", url, "--name", "c", "--schemas").status == 2)
            #expect(try await crawlctl.run("export", "openapi", "--api-group", "apps", "--to", "later").status == 0)
            let later = try await crawlctl.run("import", "later", "--name", "c")
            #expect(later.status == 2)
            #expect(later.output.contains(": 1 read, 1 failed  unchanged since "), "\(later.output)")
            #expect(later.output.contains("  failed  schemas of v1: its document is missing, as of 2"))
        }
    }

    /// Discovery and schemas may have been seen at different times.
    @Test func exportedDocumentsHaveTheTimeAtWhichTheyWereSeen() async throws {
        try await withCrawled { crawlctl, server in
            let url = server.url.absoluteString
            let query =
                "SELECT last_seen_at FROM api_snapshot UNION SELECT last_seen_at FROM api_schema_snapshot ORDER BY 1"
            let times = try await crawlctl.run("sql", query, "--no-headers").output
            #expect(try await crawlctl.run("export", "openapi", "--to", "tree").status == 0)
            let files = try await crawlctl.shell("TZ=UTC find tree -type f -printf '%TY-%Tm-%TdT%TTZ\n' | sort -u")
            #expect(files.output.replacing("0000000Z", with: "Z") == times)
            server.update(.withSchemas(revision: 2))
            #expect(try await crawlctl.run("crawl", "--server", url, "--name", "c", "--schemas").status == 0)
            let before = try await crawlctl.run(Self.hashes).output
            let old = try await crawlctl.run("import", "tree", "--name", "c")
            #expect(old.status == 0)
            #expect(old.output.contains(/\n  schemas  .*  superseded by a newer/), "\(old.output)")
            #expect(try await crawlctl.run(Self.hashes).output == before)
        }
    }

    @Test func aDocumentThatIsNoneIsNamedAndTheRestImported() async throws {
        try await withCrawled { crawlctl, _ in
            _ = try await crawlctl.run("export", "openapi", "--to", "tree")
            let place = crawlctl.home.appending(path: "tree/openapi/v3/apis/apps/v1.json")
            try Data("[1]".utf8).write(to: place)
            let copy = crawlctl.home.appending(path: "copy.db").path
            let result = try await crawlctl.run("import", "tree", "--name", "d", "--db", copy)
            #expect(result.status == 2)
            #expect(result.output.contains(/\n  schemas  8 documents, [0-9]+ KB: 7 read, 1 failed  new\n/))
            let failed = "\n  failed  schemas of apps/v1: the answer is not an OpenAPI document, they were never read\n"
            #expect(result.output.contains(failed), "\(result.output)")
            try Data("[1]".utf8).write(to: crawlctl.home.appending(path: "tree/openapi/v3.json"))
            let none = try await crawlctl.run("import", "tree", "--name", "e", "--db", copy)
            #expect(none.status == 2)
            #expect(none.errors.hasPrefix("e  schemas failed: cannot use "), "\(none.errors)")
        }
    }

    /// What is made in the place of a document, which is beside it as `v1.old`, and what is said of that; nothing where it
    /// is read.
    private static let files: [(command: String, cause: String?)] = [
        ("truncate -s 268435457 v1.json", "it is larger than 256 MiB"), ("mkfifo v1.json", "it is not a regular file"),
        ("mkdir v1.json", "it is not a regular file"),
        (
            #"perl -MSocket -e 'socket(S, AF_UNIX, SOCK_STREAM, 0); bind(S, sockaddr_un("v1.json")) or die $!'"#,
            "it is not a regular file"
        ), ("ln -s v1.json v1.json", "too many levels of symbolic links"),
        ("ln -s /dev/zero v1.json", "it is a symbolic link out of the folder"),
        ("mv v1.old $HOME/out.json; ln -s $HOME/out.json v1.json", "it is a symbolic link out of the folder"),
        // A folder whose name begins so is another.
        (
            "mkdir $HOME/tree2; mv v1.old $HOME/tree2/v1.json; ln -s $HOME/tree2/v1.json v1.json",
            "it is a symbolic link out of the folder"
        ), ("ln -s v1.old v1.json", nil), ("mv v1.old $HOME/tree/v1.old; ln -s $HOME/tree/v1.old v1.json", nil),
    ]

    @Test(arguments: files.indices, [true, false])
    func aFileThatIsNoDocumentFailsAlone(index: Int, isListed: Bool) async throws {
        let (command, cause) = Self.files[index]
        try await withCrawled { crawlctl, _ in
            _ = try await crawlctl.run("export", "openapi", "--to", "tree")
            if !isListed { try FileManager.default.removeItem(at: crawlctl.home.appending(path: "tree/exchanges.tsv")) }
            let made = try await crawlctl.shell("cd tree/openapi/v3/apis/apps && mv v1.json v1.old && { \(command); }")
            try #require(made.status == 0, "\(made.errors)")
            let copy = crawlctl.home.appending(path: "copy.db").path
            let result = try await crawlctl.run("import", "tree", "--name", "d", "--db", copy)
            guard let cause else {
                #expect(result.status == 0, "\(result.output)\(result.errors)")
                #expect(
                    try await crawlctl.run(Self.hashes + ["--db", copy]).output == crawlctl.run(Self.hashes).output)
                return
            }
            #expect(result.status == 2)
            #expect(result.errors == "")
            #expect(result.output.contains(": 7 read, 1 failed  new\n"), "\(result.output)")
            #expect(
                result.output.contains(
                    "  failed  schemas of apps/v1: cannot read its document: \(cause), they were never read\n"),
                "\(result.output)")
        }
    }

    @Test func aListedFileThatIsMissingFailsAlone() async throws {
        try await withCrawled { crawlctl, _ in
            _ = try await crawlctl.run("export", "openapi", "--to", "tree")
            try FileManager.default.removeItem(
                at: crawlctl.home.appending(path: "tree/openapi/v3/apis/apps/v1.json"))
            let copy = crawlctl.home.appending(path: "copy.db").path
            let result = try await crawlctl.run("import", "tree", "--name", "d", "--db", copy)
            #expect(result.status == 2)
            #expect(
                result.output.contains(
                    "  failed  schemas of apps/v1: its document is missing, they were never read\n"),
                "\(result.output)")
        }
    }

    @Test func aListThatIsNoFileLosesSchemasOnly() async throws {
        try await withCrawled { crawlctl, _ in
            _ = try await crawlctl.run("export", "openapi", "--to", "tree")
            let made = try await crawlctl.shell("rm tree/openapi/v3.json; mkfifo tree/openapi/v3.json")
            try #require(made.status == 0, "\(made.errors)")
            let copy = crawlctl.home.appending(path: "copy.db").path
            let result = try await crawlctl.run("import", "tree", "--name", "d", "--db", copy)
            #expect(result.status == 2)
            #expect(result.errors.hasPrefix("d  schemas failed: cannot read "), "\(result.errors)")
            #expect(result.errors.hasSuffix("v3.json: it is not a regular file\n"), "\(result.errors)")
            #expect(result.output.contains("  new"))
        }
    }

    @Test func whatIsNotCurrentIsLeftOutUnlessAskedFor() async throws {
        try await withCrawled { crawlctl, server in
            server.update(.withSchemas(revision: 2))
            server.setFault(.status(503), at: "/openapi/v3/apis/apps/v1")
            let url = server.url.absoluteString
            #expect(try await crawlctl.run("crawl", "--server", url, "--name", "c", "--schemas").status == 2)
            let without = try await crawlctl.run("export", "openapi", "--to", "without")
            #expect(without.errors.hasPrefix("note: the schemas of apps/v1 on c failed, as of 2"))
            #expect(without.errors.hasSuffix(": left out\n"))
            #expect(!(try names(crawlctl, "without/openapi/v3/apis").contains("apps")))
            let with = try await crawlctl.run("export", "openapi", "--to", "with", "--last-known")
            #expect(with.errors.hasSuffix(": exported as last seen\n"))
            #expect(try names(crawlctl, "with/openapi/v3/apis").contains("apps"))
        }
    }

    // MARK: - JSON Schema

    @Test func eachKindHasAFileThatToolsFind() async throws {
        try await withCrawled { crawlctl, _ in
            let export = try await crawlctl.run("export", "json-schema", "--to", "schemas")
            #expect(export.status == 0 && export.errors == "")
            #expect(try names(crawlctl, "schemas") == ["master-standalone", "master-standalone-strict"])
            let files = try names(crawlctl, "schemas/master-standalone-strict")
            #expect(files.contains("deployment-apps-v1.json") && files.contains("pod-v1.json"))
            #expect(export.output.hasPrefix("wrote \(files.count - 1) kinds in \(2 * files.count) files to schemas: c"))
            let all = String(decoding: try data(crawlctl, "schemas/master-standalone/all.json"), as: UTF8.self)
            #expect(all.contains(#"{"$ref":"deployment-apps-v1.json"}"#))
            let one = try await crawlctl.run("export", "json-schema", "--kind", "deployment")
            #expect(one.data == (try data(crawlctl, "schemas/master-standalone-strict/deployment-apps-v1.json")))
            let open = try await crawlctl.run("export", "json-schema", "--kind", "Deployment", "--open")
            #expect(open.data == (try data(crawlctl, "schemas/master-standalone/deployment-apps-v1.json")))
            #expect(one.output.contains(#""additionalProperties":false"#))
            #expect(!open.output.contains(#""additionalProperties":false"#))
            let catalog = try await crawlctl.run(
                "export", "json-schema", "--to", "catalog", "--layout", "catalog", "--folder-version", "v1.36.0")
            #expect(catalog.status == 0)
            #expect(try names(crawlctl, "catalog/v1.36.0-standalone/apps").contains("deployment_v1.json"))
            #expect(try names(crawlctl, "catalog/v1.36.0-standalone").contains("pod_v1.json"))
            #expect(try await crawlctl.run("export", "json-schema").status == 64)
            let none = try await crawlctl.run("export", "json-schema", "--kind", "None")
            #expect(none.errors == "Error: there is no schema of None on c\n")
            let several = try await crawlctl.run("export", "json-schema", "--kind", "HorizontalPodAutoscaler")
            #expect(several.errors.contains("  hint: give --api-version with one of: autoscaling/v1, autoscaling/v2\n"))
        }
    }

    @Test(arguments: ["kubeconform", "catalog"]) func whatOtherExportsLeftIsCounted(layout: String) async throws {
        try await withCrawled { crawlctl, _ in
            let arguments = ["export", "json-schema", "--to", "schemas", "--layout"]
            for _ in 0..<2 { #expect(try await crawlctl.run(arguments + [layout]).errors == "") }
            let other = layout == "catalog" ? "kubeconform" : "catalog"
            #expect(try await crawlctl.run(arguments + [other]).errors == "")
            let some = try await crawlctl.run(arguments + [layout, "--api-group", "apps"])
            #expect(some.status == 0)
            #expect(
                some.errors.contains(/^note: [0-9]+ files of other exports stayed in schemas: tools find their kinds/))
            let schema = layout == "catalog" ? "pod_v1.json" : "pod-v1.json"
            #expect(try names(crawlctl, "schemas/master-standalone").contains(schema))
        }
    }

    /// A document of one kind.
    private static func document(_ kind: String, _ groupVersion: GroupVersion, _ more: String = "") -> Data {
        let gvk = #"{"group":"\#(groupVersion.group)","version":"\#(groupVersion.version)","kind":"\#(kind)"}"#
        return Data(
            ##"""
            {"openapi":"3.0.0","paths":{},"components":{"schemas":{"x":{"type":"object","properties":{"apiVersion":{"type":"string"},"\##(groupVersion.group)":{"$ref":"#/components/schemas/y"}},"x-kubernetes-group-version-kind":[\##(gvk)]},"y":{"type":"object","properties":{"z":{"$ref":"#/components/schemas/y"}}}}}}
            """##.utf8)
    }

    @Test func kindsThatHaveToShareAFileStandSideBySide() async throws {
        let one = GroupVersion(group: "same.one.example", version: "v1")
        let other = GroupVersion(group: "same.other.example", version: "v1")
        let cluster = FakeCluster.withSchemas { service in
            service.documents = [one: Self.document("Thing", one), other: Self.document("Thing", other)]
        }
        try await withCrawled(cluster) { crawlctl, _ in
            let export = try await crawlctl.run("export", "json-schema", "--to", "schemas")
            #expect(export.output == "wrote 2 kinds in 4 files to schemas: c\n")
            let schema = try #require(
                try JSONSerialization.jsonObject(
                    with: data(crawlctl, "schemas/master-standalone/thing-same-v1.json")) as? [String: Any])
            let choices = try #require(schema["oneOf"] as? [[String: Any]])
            #expect(choices.count == 2)
            #expect((schema["definitions"] as? [String: Any])?.keys.sorted() == ["0.y", "1.y"])
            let text = String(
                decoding: try data(crawlctl, "schemas/master-standalone/thing-same-v1.json"), as: UTF8.self)
            #expect(text.contains(##""same.one.example":{"anyOf":[{"$ref":"#/definitions/0.y"},{"type":"null"}]}"##))
            #expect(text.contains(##""z":{"anyOf":[{"$ref":"#/definitions/1.y"},{"type":"null"}]}"##))
        }
    }

    @Test func namesOfAHostileServerLeadNowhere() async throws {
        let version = GroupVersion(group: "example.com", version: "v1")
        let long = String(repeating: "a", count: 300)
        for (kind, status) in [("../../../evil", Int32(0)), (long, 2)] {
            let cluster = FakeCluster.withSchemas { service in
                service.documents = [version: Self.document(kind, version)]
            }
            try await withCrawled(cluster) { crawlctl, _ in
                let export = try await crawlctl.run("export", "json-schema", "--to", "a/b/schemas")
                #expect(export.status == status, "\(export.errors)")
                #expect(try names(crawlctl, "a") == ["b"])
                #expect(try names(crawlctl, "a/b") == ["schemas"])
                let files = try names(crawlctl, "a/b/schemas/master-standalone")
                #expect(files == (status == 0 ? ["%2E.%2F..%2F..%2Fevil-example-v1.json", "all.json"] : ["all.json"]))
            }
        }
    }
}
