import DiscoveryModel
import Testing

@Suite struct RuleFindingTests {
    private static func index() throws -> SurfaceIndex {
        let all = ["create", "delete", "get", "list", "watch"]
        let groups = [
            try Samples.group(
                "",
                [
                    (
                        "v1",
                        [
                            Samples.resource("pods", kind: "Pod", verbs: all, shortNames: ["po"], singularName: "pod"),
                            Samples.resource("pods/log", kind: "Pod", verbs: ["get"]),
                            Samples.resource("pods/eviction", kind: "Eviction", verbs: ["create"]),
                        ]
                    )
                ]),
            try Samples.group(
                "apps",
                [
                    (
                        "v1",
                        [
                            Samples.resource("deployments", kind: "Deployment", verbs: all, shortNames: ["deploy"]),
                            Samples.resource("deployments/scale", kind: "Scale", verbs: ["get", "update"]),
                        ]
                    ),
                    ("v1beta1", [Samples.resource("deployments", kind: "Deployment", verbs: ["patch"])]),
                ]),
            try Samples.group("unknown.example.com", [("v1", nil)]),
            try Samples.group(
                "other.example.com", [("v1", [Samples.resource("deployments", kind: "Deployment", verbs: ["get"])])]),
        ]
        return SurfaceIndex(ResolvedSurface(label: "c", surface: APISurface(groups: groups)))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var groups: [String]
        var resources: [String]
        var verbs: [String]
        var expected: [RuleFinding]

        var testDescription: String { "\(groups) \(resources) \(verbs)" }

        init(_ groups: [String], _ resources: [String], _ verbs: [String], _ expected: [RuleFinding] = []) {
            (self.groups, self.resources, self.verbs, self.expected) = (groups, resources, verbs, expected)
        }
    }

    private static let deployments = RuleFinding.NearResource(name: "deployments", group: "apps")

    static let cases = [
        Case([""], ["pods"], ["get", "list"]), Case(["*"], ["*"], ["*"]), Case(["apps"], ["*/scale"], ["get"]),
        Case(["extensions", "apps"], ["deployments"], ["get", "patch"]), Case([], [], ["get"]),
        Case([""], ["nodes/metrics", "users"], ["get", "impersonate"]), Case(["*"], ["users"], ["impersonate"]),
        Case(["apps"], ["deployments/finalizers", "*/finalizers"], ["update"]),
        Case([""], ["audience"], ["request-serviceaccounts-token-audience"]),
        Case([""], ["pods"], ["use", "bind", "impersonate-on:user-info:get"]),
        Case(
            [""], ["pods/finalizers", "deployments/finalizers"], ["update"],
            [
                .unserved(resource: 1, why: .nowhere(near: []))
            ]),
        Case(
            ["extensions"], ["deployments"], ["get"],
            [.unserved(resource: 0, why: .otherGroups(["apps", "other.example.com"]))]),
        Case(["apps"], ["deploy"], ["get"], [.unserved(resource: 0, why: .nowhere(near: [deployments]))]),
        Case(["apps"], ["deployment"], ["get"], [.unserved(resource: 0, why: .nowhere(near: [deployments]))]),
        Case(
            [""], ["Deployment"], ["get"],
            [
                .unserved(
                    resource: 0,
                    why: .nowhere(near: [deployments, .init(name: "deployments", group: "other.example.com")]))
            ]),
        Case(
            [""], ["pods", "pod/log"], ["get"],
            [
                .unserved(resource: 1, why: .nowhere(near: [.init(name: "pods/log", group: "")]))
            ]),
        Case(
            [""], ["pods/*", "*/*"], ["get"],
            [
                .unserved(resource: 0, why: .meaningless), .unserved(resource: 1, why: .meaningless),
            ]),
        Case(
            ["none.example.com"], ["*", "*/scale"], ["get"],
            [
                .unserved(resource: 0, why: .nowhere(near: [])), .unserved(resource: 1, why: .nowhere(near: [])),
            ]),
        Case([], ["pods"], ["get"], [.unserved(resource: 0, why: .noGroups)]),
        Case(
            ["unknown.example.com"], ["things"], ["get"],
            [
                .unknown(resource: 0, groupVersions: [GroupVersion(group: "unknown.example.com", version: "v1")])
            ]),
        Case([""], ["pods"], ["get", "lst"], [.unknownVerb(verb: 1, near: ["list"])]),
        Case([""], ["pods"], ["get", "read"], [.unknownVerb(verb: 1, near: [])]),
        Case([""], ["pods/log"], ["get", "list"], [.unsupportedVerb(verb: 1, supported: ["get"])]),
        Case(
            [""], ["pods/log", "pods/eviction"], ["list"], [.unsupportedVerb(verb: 0, supported: ["create", "get"])]),
        Case(
            [""], ["pods", "pods/log"], ["get", "watch", "list"],
            [
                .lackingVerbs(resource: 1, verbs: ["list", "watch"], supported: ["get"])
            ]),
        Case(
            [""], ["pods/log", "users"], ["get", "list"],
            [
                .lackingVerbs(resource: 0, verbs: ["list"], supported: ["get"])
            ]),
    ]

    @Test(arguments: cases) func aRuleIsJudgedAsTheAuthorizerWould(case: Case) throws {
        let rule = PolicyRule(apiGroups: `case`.groups, resources: `case`.resources, verbs: `case`.verbs)
        #expect(try Self.index().findings(in: rule) == `case`.expected)
    }

    @Test(arguments: [
        (["*"], ["*/scale"], ["*"], ["apps deployments/scale get,update"]),
        ([""], ["pods", "pods/log"], ["*"], [" pods create,delete,get,list,watch", " pods/log get"]),
        (
            ["*"], ["*"], ["get", "patch"],
            [
                " pods get", " pods/log get", "apps deployments get,patch", "apps deployments/scale get",
                "other.example.com deployments get",
            ]
        ),
        ([""], ["pods/*"], ["*"], []), (["nowhere"], ["*"], ["*"], []),
    ])
    func aWildcardIsSpelledOut(groups: [String], resources: [String], verbs: [String], expected: [String]) throws {
        let rule = PolicyRule(apiGroups: groups, resources: resources, verbs: verbs)
        let covered = try Self.index().resources(coveredBy: rule)
        #expect(covered.map { "\($0.group) \($0.name) \($0.verbs.joined(separator: ","))" } == expected)
        #expect(rule.hasWildcard)
    }

    @Test(.timeLimit(.minutes(1))) func aRuleOfManyResourcesTakesNotLong() throws {
        let names = (0..<20_000).map { "thing\($0)" }
        let rule = PolicyRule(apiGroups: [""], resources: names, verbs: Array(repeating: "list", count: 20_000))
        #expect(try Self.index().findings(in: rule).count == 20_000)
    }
}
