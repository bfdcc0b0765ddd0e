import DiscoveryModel
import FakeAPIServer
import Testing

/// `fleet:common` and `fleet:union` wherever a cluster may be named.
@Suite(.fewAtOnce) struct FleetReferenceTests {
    @Test func fleetsAreSurfacesLikeOthers() async throws {
        try await CrawledFleet.with { crawlctl in
            let common = try await crawlctl.run("groups", "--cluster", "fleet:common")
            #expect(
                common.output == """
                    GROUP                   PREFERRED   VERSIONS   STATE
                    (core)                  v1          v1         current
                    apps                    v1          v1         current
                    authentication.k8s.io   v1          v1         current
                    autoscaling             v2          v2         current
                    empty.example.com       v1alpha1    v1alpha1   current
                    metrics.k8s.io          v1beta1     v1beta1    failed

                    """)
            #expect(
                CrawledFleet.untimed(common.errors) == """
                    note: metrics.k8s.io/v1beta1 on failed failed, its resources were never seen
                    note: metrics.k8s.io/v1beta1 on stale is stale, as of TIME

                    """)
            let taken = try await crawlctl.run("resolve", "hpa", "--cluster", "fleet:union", "-o", "csv")
            #expect(
                CrawledFleet.untimed(taken.output) == """
                    cluster,name,group,version,groupVersion,kind,namespaced,taken,reason,state,asOf
                    fleet:union (5 clusters),horizontalpodautoscalers,autoscaling,v2,autoscaling/v2,\
                    HorizontalPodAutoscaler,true,true,short name,current,TIME
                    fleet:union (5 clusters),horizontalpodautoscalers,autoscaling,v1,autoscaling/v1,\
                    HorizontalPodAutoscaler,true,false,v2 comes first in its group,current,TIME

                    """)
            let pods = try await crawlctl.run("resources", "--cluster", "fleet:common", "--kind", "Pod", "-o", "csv")
            #expect(pods.output.contains(#","create,delete,deletecollection,get,list,update,watch","#))
        }
    }

    @Test func whatIsNotTheSameResourceEverywhereIsSaid() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                for (name, isNamespaced, kind) in [
                    ("w", true, "A"), ("x", true, "A"), ("y", false, "A"), ("z", true, "B"),
                ] {
                    let groupVersion = GroupVersion(group: "g", version: "v1")
                    let resource = APIResource(
                        resource: "things", responseKind: GroupVersionKind(group: "g", version: "v1", kind: kind),
                        namespaced: isNamespaced, verbs: ["get"])
                    server.update(
                        FakeCluster(groups: [
                            APIGroup(
                                name: "g", preferredVersion: "v1",
                                versions: [
                                    .init(
                                        version: "v1",
                                        resources: try APIResourceList(
                                            groupVersion: groupVersion, resources: [resource])
                                    )
                                ])
                        ]))
                    _ = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", name)
                }
            }
            let result = try await crawlctl.run("resources", "--cluster", "fleet:union", "-o", "name")
            #expect(result.output == "things.g\n")
            #expect(
                result.errors == """
                    note: things of g/v1 is A, namespaced on w and x; B, namespaced on z; A, cluster-scoped on y; \
                    fleet:union (4 clusters) has the first

                    """)
            let common = try await crawlctl.run("resources", "--cluster", "fleet:common", "-o", "name")
            #expect(common.output == "")
            #expect(common.errors.hasSuffix("; fleet:common (4 clusters) leaves it out\n"))
        }
    }

    /// What any cluster serves is exported and served, and what is common where it is current on all that ever saw it.
    @Test func whatIsCurrentSomewhereIsGivenToOthers() async throws {
        try await CrawledFleet.withStale { crawlctl in
            let metrics = ["--api-group", "metrics.k8s.io"]
            for (fleet, isThere) in [("union", true), ("common", false)] {
                let cluster = ["--cluster", "fleet:\(fleet)"]
                let helm = try await crawlctl.run(["export", "helm-api-versions"] + cluster)
                #expect(helm.output.contains("metrics.k8s.io/v1beta1") == isThere, "\(fleet)")
                #expect(helm.output.contains("v1/Pod"))
                #expect(
                    CrawledFleet.untimed(helm.errors) == """
                        note: v1 on doc failed, its resources were never seen: exported, since it is current elsewhere
                        note: metrics.k8s.io/v1beta1 on s is stale, as of TIME: \
                        \(isThere ? "exported, since it is current elsewhere" : "left out")

                        """ + (isThere ? "" : "  hint: --last-known exports what was last seen as if it were current\n")
                )
                let role = try await crawlctl.run(["export", "clusterrole"] + cluster + metrics)
                #expect(role.output.contains("metrics.k8s.io") == isThere, "\(fleet)")
            }
            let groups = try await crawlctl.run("groups", "--cluster", "fleet:union", "-o", "csv")
            #expect(groups.output.contains(",metrics.k8s.io,v1beta1,v1beta1,v1beta1,stale,"), "\(groups.output)")
            try await crawlctl.serve { url async throws in
                for (fleet, status) in [("union", 200), ("common", 503)] {
                    let path = "\(url)/clusters/fleet-\(fleet)"
                    #expect(try await Curl.status("\(path)/api/v1") == 200)
                    #expect(try await Curl.status("\(path)/apis/metrics.k8s.io/v1beta1") == status)
                }
            }
        }
    }

    @Test func aFleetThatIsNoneIsTold() async throws {
        try await CrawledFleet.with { crawlctl in
            let other = try await crawlctl.run("groups", "--cluster", "fleet:some")
            #expect(other.errors == "Error: cannot find fleet:some: there are fleet:common and fleet:union\n")
            let moment = try await crawlctl.run("groups", "--cluster", "fleet:common@previous")
            #expect(
                moment.errors.hasPrefix(
                    "Error: cannot find fleet:common@previous: previous is another moment for each cluster\n  hint: "))
            #expect(moment.status == 1)
        }
    }
}
