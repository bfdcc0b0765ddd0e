import DiscoveryModel
import FakeAPIServer
import Foundation
import Testing

@Suite(.timeLimit(.minutes(2))) struct FakeAPIServerTests {
    @Test(arguments: [
        ("GET", "/nothing", "*/*", 404, "NotFound"), ("POST", "/api", "*/*", 405, "MethodNotAllowed"),
        ("GET", "/api", "text/html", 406, "NotAcceptable"),
    ])
    func failureIsAStatusDocument(
        method: String, path: String, accept: String, status: Int, reason: String
    ) async throws {
        try await FakeAPIServer.withServer { server in
            let response = try await Curl.send(
                server.url.appending(path: path), ["--request", method], headers: ["Accept": accept])
            #expect(response.status == status)
            let document = try #require(try JSONSerialization.jsonObject(with: response.body) as? [String: Any])
            #expect(document["kind"] as? String == "Status")
            #expect(document["reason"] as? String == reason)
            #expect(document["code"] as? Int == status)
        }
    }

    @Test func headGivesTheHeadersOnly() async throws {
        try await FakeAPIServer.withServer { server in
            let url = server.url.appending(path: "/apis")
            let whole = try await Curl.send(url)
            let head = try await Curl.send(url, ["--head"])
            #expect(head.exitCode == 0)
            #expect(head.status == 200)
            #expect(head.headers["content-length"] == String(whole.body.count))
        }
    }

    @Test func versionAndHealthAreServed() async throws {
        let cluster = FakeCluster(
            groups: FakeCluster.small.groups, serverVersion: FakeCluster.serverVersion(gitVersion: "v1.29.4+k3s1"))
        try await FakeAPIServer.withServer(cluster) { server in
            let version = try await Curl.send(server.url.appending(path: "/version"))
            let document = try #require(try JSONSerialization.jsonObject(with: version.body) as? [String: String])
            #expect(document["gitVersion"] == "v1.29.4+k3s1")
            #expect(document["minor"] == "29")
            for path in ["/readyz", "/livez"] {
                #expect(try await Curl.send(server.url.appending(path: path)).text == "ok")
            }
        }
    }

    @Test func whoAsksWhoTheyAreIsTold() async throws {
        var cluster = FakeCluster.small
        cluster.user = FakeUser(name: "ada", groups: ["dev"])
        let path = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
        try await FakeAPIServer.withServer(cluster) { server in
            let url = server.url.appending(path: path)
            // Twice over one connection: the body of the first must not stand in the way of the second.
            let arguments = ["--data", #"{"kind":"SelfSubjectReview"}"#, url.absoluteString, "--output", "/dev/null"]
            let review = try await Curl.send(url, arguments)
            #expect(review.status == 201)
            #expect(review.text.contains(#""userInfo":{"extra":"#) && review.text.contains(#""username":"ada""#))
            #expect(server.connectionsAccepted == 1)
            #expect(try await Curl.send(url).status == 404)
            cluster.user = nil
            server.update(cluster)
            #expect(try await Curl.send(url, ["--data", "{}"]).status == 405)
        }
    }

    @Test func anAPIServiceSaysWhoServes() async throws {
        var cluster = FakeCluster.small
        let metrics = try #require(GroupVersion("metrics.k8s.io/v1beta1"))
        cluster.apiServices[metrics] = FakeAPIService(
            namespace: "kube-system", service: "metrics-server", isAvailable: false, reason: "MissingEndpoints",
            message: "none")
        try await FakeAPIServer.withServer(cluster) { server in
            let folder = server.url.appending(path: "/apis/apiregistration.k8s.io/v1/apiservices")
            let service = try await Curl.send(folder.appending(path: "v1beta1.metrics.k8s.io"))
            #expect(service.status == 200)
            #expect(service.text.contains(#""service":{"name":"metrics-server","namespace":"kube-system","port":443}"#))
            #expect(service.text.contains(#""reason":"MissingEndpoints","status":"False","type":"Available""#))
            #expect(try await Curl.send(folder.appending(path: "v1.apps")).status == 404)
        }
    }

    @Test func withoutCoreGroupThereIsNoAPIPath() async throws {
        let cluster = FakeCluster(groups: Array(FakeCluster.small.groups.dropFirst()))
        try await FakeAPIServer.withServer(cluster) { server in
            let core = try await Curl.send(server.url.appending(path: "/api"))
            let named = try await Curl.send(server.url.appending(path: "/apis"))
            #expect([core, named].map(\.status) == [404, 200])
        }
    }

    @Test func everythingIsUnderThePrefix() async throws {
        let options = FakeAPIServerOptions(pathPrefix: "k8s/clusters/c-1/")
        try await FakeAPIServer.withServer(.small, options) { server in
            #expect(server.url.path == "/k8s/clusters/c-1")
            #expect(try await Curl.send(server.url.appending(path: "/apis")).status == 200)
            let outside = try #require(URL(string: "http://127.0.0.1:\(server.port)/apis"))
            #expect(try await Curl.send(outside).status == 404)
            let sibling = try #require(URL(string: "http://127.0.0.1:\(server.port)/k8s/clusters/c-12/apis"))
            #expect(try await Curl.send(sibling).status == 404)
            #expect(server.requests.map(\.path) == ["/apis", "/apis", "/k8s/clusters/c-12/apis"])
            #expect(server.requests.first?.target == "/k8s/clusters/c-1/apis")
        }
    }

    @Test func tokenIsDemanded() async throws {
        try await FakeAPIServer.withServer(.small, FakeAPIServerOptions(bearerToken: "secret")) { server in
            let url = server.url.appending(path: "/apis")
            let none = try await Curl.send(url)
            let wrong = try await Curl.send(url, headers: ["Authorization": "Bearer other"])
            let right = try await Curl.send(url, headers: ["Authorization": "Bearer secret"])
            let health = try await Curl.send(server.url.appending(path: "/readyz"))
            #expect([none, wrong, right, health].map(\.status) == [401, 401, 200, 200])
            #expect(none.text.contains(#""reason":"Unauthorized""#))
        }
    }

    @Test func updateChangesTheNextAnswer() async throws {
        try await FakeAPIServer.withServer { server in
            let url = server.url.appending(path: "/apis/acme.alder.example.com/v1")
            let before = try await Curl.send(url)
            server.update(.synthetic(customResourceDefinitions: 1, groups: 1))
            let after = try await Curl.send(url)
            #expect([before, after].map(\.status) == [404, 200])
        }
    }

    @Test func portThatIsTakenIsAnError() async throws {
        try await FakeAPIServer.withServer { server in
            await #expect {
                try await FakeAPIServer.start(.small, FakeAPIServerOptions(port: server.port))
            } throws: { error in
                (error as? FakeAPIServerError)?.code == .cannotListen(port: server.port)
            }
        }
    }

    @Test func nothingAnswersAfterStop() async throws {
        let server = try await FakeAPIServer.start()
        #expect(try await Curl.send(server.url.appending(path: "/api")).status == 200)
        await server.stop()
        await server.stop()
        let couldNotConnect: Int32 = 7
        #expect(try await Curl.send(server.url.appending(path: "/api")).exitCode == couldNotConnect)
        #expect(server.openConnections == 0)
    }

    @Test func stopDoesNotWaitForOpenRequests() async throws {
        let server = try await FakeAPIServer.start()
        server.setFault(.hang, at: "/api")
        server.setFault(.endless(), at: "/apis")
        server.setFault(.delay(.seconds(3600)), at: "/version")
        server.setFault(.trickle(every: .seconds(3600)), at: "/livez")
        let transfers = try ["/api", "/apis", "/version", "/livez"].map { path in
            try Curl(server.url.appending(path: path), ["--limit-rate", "1M"])
        }
        try await server.waitForRequests(transfers.count)
        await server.stop()
        for transfer in transfers { #expect(try await transfer.response().exitCode != 0) }
        #expect(server.openRequests == 0)
        #expect(server.requests.allSatisfy { $0.outcome == .abandoned })
    }
}
