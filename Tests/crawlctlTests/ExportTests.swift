import DiscoveryModel
import DiscoveryWire
import FakeAPIServer
import Foundation
import TestSupport
import Testing

@testable import crawlctl

@Suite(.fewAtOnce) struct ExportTests {
    private func crawl(_ crawlctl: Binary, _ server: FakeAPIServer, name: String = "c") async throws {
        let result = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", name)
        #expect([0, 2].contains(result.status), "\(result.errors)")
    }

    private func withCrawled(
        _ cluster: FakeCluster = .small, _ body: (Binary, FakeAPIServer) async throws -> Void
    ) async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer(cluster) { server in
                try await crawl(crawlctl, server)
                try await body(crawlctl, server)
            }
        }
    }

    private func names(_ crawlctl: Binary, _ path: String) throws -> [String] {
        let root = crawlctl.home.appending(path: path).path
        return try FileManager.default.subpathsOfDirectory(atPath: root).sorted()
            .filter { !$0.hasPrefix(".") }
    }

    private func text(_ crawlctl: Binary, _ path: String) throws -> String {
        try String(contentsOf: crawlctl.home.appending(path: path), encoding: .utf8)
    }

    // MARK: - Documents

    @Test func oneDocumentHasTheCoreGroupFirst() async throws {
        try await withCrawled { crawlctl, _ in
            let result = try await crawlctl.run("export", "aggregated")
            #expect(result.status == 0 && result.errors == "")
            guard
                case .aggregated(let groups, .aggregatedV2) = try GroupDiscoveryDocument(
                    decoding: result.data, contentType: nil)
            else { throw Unexpected() }
            #expect(groups.map(\.name) == FakeCluster.small.groups.map(\.name))
        }
    }

    @Test func aFolderOfDocumentsMirrorsTheServersPaths() async throws {
        try await withCrawled { crawlctl, server in
            let legacy = try await crawlctl.run("export", "legacy", "--to", "tree")
            #expect(legacy.status == 0 && legacy.errors == "")
            #expect(legacy.output.hasPrefix("wrote 18 files to tree: c as of 2"))
            #expect(
                try names(crawlctl, "tree").filter { $0.hasSuffix(".json") || $0.hasSuffix(".tsv") } == [
                    "api.json", "api/v1.json", "apis.json", "apis/apps.json", "apis/apps/v1.json",
                    "apis/authentication.k8s.io.json", "apis/authentication.k8s.io/v1.json", "apis/autoscaling.json",
                    "apis/autoscaling/v1.json", "apis/autoscaling/v2.json", "apis/empty.example.com.json",
                    "apis/empty.example.com/v1alpha1.json", "apis/events.k8s.io.json", "apis/events.k8s.io/v1.json",
                    "apis/metrics.k8s.io.json", "apis/metrics.k8s.io/v1beta1.json", "exchanges.tsv", "version.json",
                ])
            let aggregated = try await crawlctl.run("export", "aggregated", "--to", "both")
            #expect(aggregated.status == 0)
            #expect(try names(crawlctl, "both") == ["api.json", "apis.json", "exchanges.tsv", "version.json"])
            // The same bytes as the server sent.
            for (path, file) in [("/apis/apps/v1", "apis/apps/v1.json"), ("/apis/apps", "apis/apps.json")] {
                let sent = try await Program.output(of: "curl", "-sS", server.url.appending(path: path).absoluteString)
                #expect(try text(crawlctl, "tree/\(file)") == sent)
            }
        }
    }

    @Test func whatIsNotCurrentIsLeftOutUnlessTheLastKnownIsAskedFor() async throws {
        try await withCrawled { crawlctl, server in
            var cluster = FakeCluster.small
            cluster.stale = [GroupVersion(group: "metrics.k8s.io", version: "v1beta1")]
            server.update(cluster)
            try await crawl(crawlctl, server)
            let note = "note: metrics.k8s.io/v1beta1 on c is stale, as of "
            let hint = "  hint: --last-known exports what was last seen as if it were current\n"

            let document = try await crawlctl.run("export", "aggregated")
            #expect(document.status == 0)
            #expect(document.errors.hasPrefix(note) && document.errors.hasSuffix("Z: marked stale\n\(hint)"))
            #expect(document.output.contains(#""freshness":"Stale"}"#))
            let current = try await crawlctl.run("export", "aggregated", "--last-known")
            #expect(!current.output.contains("Stale"))
            #expect(current.errors.hasSuffix("Z: exported as last seen\n"))

            let helm = try await crawlctl.run("export", "helm-api-versions")
            #expect(!helm.output.contains("metrics.k8s.io"))
            #expect(helm.errors.hasSuffix("Z: left out\n\(hint)"))
            #expect(
                try await crawlctl.run("export", "helm-api-versions", "--last-known").output.contains(
                    "metrics.k8s.io/v1beta1"))

            let role = try await crawlctl.run("export", "clusterrole")
            #expect(!role.output.contains("metrics.k8s.io"))

            let tree = try await crawlctl.run("export", "legacy", "--to", "tree")
            #expect(tree.status == 0 && tree.errors.hasPrefix(note))
            #expect(try text(crawlctl, "tree/apis/metrics.k8s.io/v1beta1.txt") == "service unavailable\n")
            #expect(
                try text(crawlctl, "tree/exchanges.tsv").contains(
                    "\n/apis/metrics.k8s.io/v1beta1\tapplication/json\t503\t"))

            let cache = try await crawlctl.run("export", "kubectl-cache", "--to", "cache", "--host", "h")
            #expect(cache.status == 0 && cache.errors.contains("Z: left out\n"))
            #expect(try names(crawlctl, "cache/discovery/h").filter { $0.contains("metrics") } == [])
            let groups = try text(crawlctl, "cache/discovery/h/servergroups.json")
            #expect(
                groups.contains(
                    #"{"name":"metrics.k8s.io","versions":null,"preferredVersion":{"groupVersion":"","version":""}}"#))
            let known = try await crawlctl.run(
                "export", "kubectl-cache", "--to", "known", "--host", "h", "--last-known")
            #expect(known.status == 0)
            #expect(try names(crawlctl, "known/discovery/h").contains("metrics.k8s.io/v1beta1/serverresources.json"))
        }
    }

    @Test func builtInsAndMomentsAreExportedToo() async throws {
        try await withCrawled { crawlctl, server in
            let upstream = try await crawlctl.run("export", "aggregated", "--cluster", "upstream:1.36+all", "--to", "u")
            #expect(upstream.status == 0 && upstream.errors == "")
            #expect(try text(crawlctl, "u/version.json").contains(#""gitVersion":"v1.36.0""#))
            var cluster = FakeCluster.small
            cluster.groups.removeLast()
            server.update(cluster)
            try await crawl(crawlctl, server)
            let now = try await crawlctl.run("export", "helm-api-versions")
            let then = try await crawlctl.run("export", "helm-api-versions", "--cluster", "c@previous")
            #expect(!now.output.contains("empty.example.com") && then.output.contains("empty.example.com/v1alpha1\n"))
            for format in ["aggregated", "helm-api-versions", "clusterrole"] {
                let several = try await crawlctl.run("export", format, "--cluster", "c", "--cluster", "upstream:1.36")
                #expect(several.status == 64)
            }
        }
    }

    @Test func whereNothingCanBeWrittenIsSaidAndNothingLeft() async throws {
        try await withCrawled { crawlctl, _ in
            try Data().write(to: crawlctl.home.appending(path: "file"))
            for arguments in [
                ["aggregated", "--to", "file"], ["legacy", "--to", "file/x"], ["kubectl-cache", "--to", "file"],
                ["helm-api-versions", "--to", "file/x"], ["clusterrole", "--to", "none/../file/x"],
            ] {
                let result = try await crawlctl.run(["export"] + arguments)
                #expect(result.status == 1, "\(arguments)")
                #expect(result.errors.hasPrefix("Error: cannot write "), "\(result.errors)")
                #expect(result.output == "")
            }
            // A file that may not be larger than a kilobyte, as on a disk that is full.
            for format in ["legacy", "aggregated", "kubectl-cache"] {
                let result = try await crawlctl.shell("ulimit -f 1; crawlctl export \(format) --to new/deep")
                #expect(result.status == 1)
                #expect(result.errors.hasPrefix("Error: cannot write new/deep/"), "\(result.errors)")
                #expect(!FileManager.default.fileExists(atPath: crawlctl.home.appending(path: "new").path))
            }
        }
    }

    // MARK: - kubectl

    @Test func kubectlsCacheIsWhereAndHowKubectlKeepsIt() async throws {
        try await withCrawled { crawlctl, server in
            let result = try await crawlctl.run("export", "kubectl-cache")
            #expect(result.status == 0)
            #expect(
                result.errors
                    == "note: empty.example.com/v1alpha1 on c has no resources, which clients do not cache: they ask for it\n"
            )
            let host = "127.0.0.1_\(try #require(server.url.port))"
            let root = ".kube/cache/discovery/\(host)"
            let folder = crawlctl.home.appending(path: root).path
            #expect(result.output.hasPrefix("wrote 8 files to \(folder): c as of "))
            let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }
            #expect(
                files.sorted() == [
                    "apps/v1/serverresources.json", "authentication.k8s.io/v1/serverresources.json",
                    "autoscaling/v1/serverresources.json", "autoscaling/v2/serverresources.json",
                    "events.k8s.io/v1/serverresources.json", "metrics.k8s.io/v1beta1/serverresources.json",
                    "servergroups.json", "v1/serverresources.json",
                ])
            for (path, mode) in [("", 0o750), ("/apps/v1", 0o750), ("/servergroups.json", 0o660)] {
                let attributes = try FileManager.default.attributesOfItem(atPath: folder + path)
                #expect(attributes[.posixPermissions] as? Int == mode)
            }
            #expect(
                try text(crawlctl, "\(root)/v1/serverresources.json")
                    .hasPrefix(
                        #"{"kind":"APIResourceList","apiVersion":"v1","groupVersion":"v1","resources":[{"name":"#))
            #expect(
                try text(crawlctl, "\(root)/servergroups.json").hasPrefix(
                    #"{"kind":"APIGroupList","apiVersion":"v1","groups":[{"name":"","versions":[{"groupVersion":"v1","#)
            )
        }
    }

    /// kubectl's cache is named after the URL as it is written, and the store keeps it without the scheme's own port.
    @Test func theKubeconfigSaysHowTheServerIsCalled() async throws {
        try await withCrawled { crawlctl, server in
            let url = server.url.absoluteString
            let spelled = url.replacing("127.0.0.1", with: "127.0.0.1").replacing("http://", with: "HTTP://") + "/"
            try Data(
                """
                clusters: [{name: a, cluster: {server: "\(spelled)"}}, {name: b, cluster: {server: "\(url)"}},
                  {name: other, cluster: {server: "http://127.0.0.2:1"}}]
                """.utf8
            ).write(to: crawlctl.home.appending(path: "config"))
            var crawlctl = crawlctl
            crawlctl.environment["KUBECONFIG"] = crawlctl.home.appending(path: "config").path
            crawlctl.environment["KUBECACHEDIR"] = crawlctl.home.appending(path: "elsewhere").path
            #expect(try await crawlctl.run("export", "kubectl-cache").status == 0)
            let port = try #require(server.url.port)
            let found = KubectlCacheFolder.servers(below: crawlctl.home.appending(path: "elsewhere/discovery").path)
            #expect(found == ["127.0.0.1_\(port)", "HTTP_/127.0.0.1_\(port)"])
        }
    }

    @Test func severalClustersFillTheirOwnCaches() async throws {
        try await withCrawled { crawlctl, server in
            try await FakeAPIServer.withServer(.small) { other in
                try await crawl(crawlctl, other, name: "d")
                try await crawl(crawlctl, other, name: "twin")
            }
            let result = try await crawlctl.run("export", "kubectl-cache", "--all-clusters", "--to", "cache")
            #expect(result.status == 2)
            #expect(result.output.split(separator: "\n").count == 2)
            #expect(result.errors.contains("note: twin is the same server to kubectl as d: left out\n"))
            #expect(try await crawlctl.run("export", "kubectl-cache", "--all-clusters", "--host", "h").status == 64)
            let upstream = try await crawlctl.run("export", "kubectl-cache", "--cluster", "upstream:1.36")
            #expect(upstream.status == 1)
            #expect(
                upstream.errors.hasPrefix(
                    "Error: cannot name the cache of upstream:1.36: no server of it was crawled\n"))
        }
    }

    @Test func aClusterThatWasOnlyImportedHasNoCache() async throws {
        try await withCrawled { crawlctl, _ in
            #expect(try await crawlctl.run("export", "aggregated", "--to", "tree").status == 0)
            let other = "--db=\(crawlctl.home.path)/other.db"
            for database in [[], [other]] {
                #expect(try await crawlctl.run(["import", "tree", "--name", "i"] + database).status == 0)
            }
            let cause = "cannot name the cache of i: no server of it was crawled"
            let all = try await crawlctl.run("export", "kubectl-cache", "--all-clusters", "--to", "cache")
            #expect(all.status == 2)
            #expect(all.output.hasPrefix("wrote 8 files to cache/discovery/127.0.0.1_"))
            #expect(all.errors.hasSuffix("\nnote: \(cause): left out\n"))
            for arguments in [["--cluster", "c", "--cluster", "i"], ["--all-clusters", other]] {
                let result = try await crawlctl.run(["export", "kubectl-cache", "--to", "none"] + arguments)
                #expect(result.status == 1)
                #expect(result.errors.hasPrefix("Error: \(cause)\n  hint: give --host "), "\(result.errors)")
                #expect(!FileManager.default.fileExists(atPath: crawlctl.home.appending(path: "none").path))
            }
        }
    }

    // MARK: - helm and RBAC

    @Test func helmGetsEveryVersionAndKindOnce() async throws {
        try await withCrawled { crawlctl, _ in
            let result = try await crawlctl.run("export", "helm-api-versions")
            #expect(
                result.output.hasPrefix(
                    """
                    --api-versions=v1
                    --api-versions=v1/Binding
                    --api-versions=v1/ConfigMap
                    --api-versions=v1/Event
                    --api-versions=v1/Eviction
                    --api-versions=v1/Namespace
                    --api-versions=v1/Pod
                    --api-versions=v1/Service
                    --api-versions=apps/v1
                    --api-versions=apps/v1/Deployment
                    --api-versions=apps/v1/Scale

                    """))
            #expect(result.output.hasSuffix("--api-versions=empty.example.com/v1alpha1\n"))
            let file = try await crawlctl.run("export", "helm-api-versions", "--to", "versions.txt")
            let lines = try text(crawlctl, "versions.txt")
            #expect(result.output == lines.split(separator: "\n").map { "--api-versions=\($0)\n" }.joined())
            #expect(file.output == "wrote \(lines.split(separator: "\n").count) API versions to versions.txt\n")
        }
    }

    @Test func aRoleSpellsEverythingOut() async throws {
        try await withCrawled { crawlctl, _ in
            let result = try await crawlctl.run(
                "export", "clusterrole", "--verbs", "get,list,watch", "--api-group=", "--api-group", "apps")
            #expect(
                result.output == """
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: ClusterRole
                    metadata:
                      name: crawlctl-c
                    rules:
                    - apiGroups:
                      - ""
                      resources:
                      - configmaps
                      - events
                      - namespaces
                      - pods
                      - services
                      verbs:
                      - get
                      - list
                      - watch
                    - apiGroups:
                      - ""
                      resources:
                      - namespaces/status
                      - pods/log
                      - pods/status
                      verbs:
                      - get
                    - apiGroups:
                      - apps
                      resources:
                      - deployments
                      verbs:
                      - get
                      - list
                      - watch
                    - apiGroups:
                      - apps
                      resources:
                      - deployments/scale
                      - deployments/status
                      verbs:
                      - get

                    """)
            let none = try await crawlctl.run("export", "clusterrole", "--verbs", "fly", "--name", "x")
            #expect(none.output.hasSuffix("rules: []\n"))
            #expect(none.errors == "note: no resource has these verbs: the role allows nothing\n")
            for arguments in [["--name", "a/b"], ["--name", ".."], ["--verbs", "*"], ["--name", ""]] {
                #expect(try await crawlctl.run(["export", "clusterrole"] + arguments).status == 64)
            }
        }
    }

    @Test func aRoleKnowsNoVersions() throws {
        func list(_ version: String, _ verbs: [String]) throws -> APIResourceList {
            let groupVersion = GroupVersion(group: "g", version: version)
            let kind = GroupVersionKind(group: "g", version: version, kind: "K")
            return try APIResourceList(
                groupVersion: groupVersion,
                resources: [
                    APIResource(resource: "ks", responseKind: kind, namespaced: true, verbs: verbs),
                    APIResource(resource: "*", responseKind: kind, namespaced: true, verbs: verbs),
                ])
        }
        let manifest = ClusterRoleManifest([try list("v1", ["get"]), try list("v2", ["list", "*"])], verbs: nil)
        #expect(manifest.rules.map(\.resources) == [["ks"]])
        #expect(manifest.rules.map(\.verbs) == [["get"]])
        // An asterisk would stand for everything there is.
        #expect(manifest.refused == ["g/v1 *", "g/v2 *", "g/v2 ks"])
        #expect(
            ["prod", "a@b:c/d", "ADMIN", "-"].map(ClusterRoleManifest.name(for:))
                == ["crawlctl-prod", "crawlctl-a-b-c-d", "crawlctl-admin", "crawlctl-"])
    }

    private struct Unexpected: Error {}
}
