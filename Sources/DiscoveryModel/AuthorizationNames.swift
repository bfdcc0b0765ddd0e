/// Names that authorizers know and discovery does not list.
enum AuthorizationNames {
    /// The verbs of requests to resources.
    static let requestVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]

    /// Whether a verb is asked for by something else than the kind of a request.
    ///
    /// `impersonate-on:user-info:list` (KEP-5284) and `associated-node:update` (dynamic resource allocation) are made of
    /// several words.
    static func isSpecial(verb: String) -> Bool {
        specialVerbs.contains(verb) || verb.contains(":")
    }

    /// The verbs of requests that are nearly written so.
    static func requestVerbs(near verb: String) -> [String] {
        let wanted = Array(verb.lowercased().utf8)
        return requestVerbs.filter {
            NearWords.distance(wanted, Array($0.utf8)) <= NearWords.slips(in: wanted.count)
        }
    }

    /// The groups in which only authorizers know a resource: nothing serves it, and yet rules name it rightly.
    static func groups(withSpecial resource: String) -> [String] {
        let name = resource.hasPrefix("userextras/") ? "userextras" : resource
        return specialResources.filter { $0.value.contains(name) }.map(\.key)
    }

    /// A verb whose resources are names of audiences, not of resources (`ServiceAccountNodeAudienceRestriction`).
    static let audienceVerb = "request-serviceaccounts-token-audience"

    /// A subresource that every resource has for the plugin `OwnerReferencesPermissionEnforcement`.
    static let finalizers = "finalizers"

    private static let specialVerbs: Set = [
        "*", "approve", "attest", "bind", "escalate", "impersonate", "proxy", "sign", "use", audienceVerb,
    ]

    private static let specialResources: [String: Set<String>] = [
        "": [
            "groups", "users", "endpoints/restricted",
            // The kubelet asks for these, for its own paths.
            "nodes/checkpoint", "nodes/configz", "nodes/healthz", "nodes/log", "nodes/metrics", "nodes/pods",
            "nodes/spec", "nodes/stats",
        ],
        "authentication.k8s.io": ["uids", "userextras", "users", "groups", "serviceaccounts", "nodes"],
        "certificates.k8s.io": [
            "signers", "certificatesigningrequests/nodeclient", "certificatesigningrequests/selfnodeclient",
            "certificatesigningrequests/selfnodeserver",
        ],
        "discovery.k8s.io": ["endpointslices/restricted"],
        "resource.k8s.io": ["resourceclaims/binding", "resourceclaims/driver"],
        "route.openshift.io": ["routes/custom-host"],
    ]
}
