/// Kinds that look like objects and are read by programs only: no API server serves them.
public enum ClientSideKinds {
    /// What reads the objects of a kind, if no API server does; `nil` where an API server would.
    public static func reader(of kind: GroupVersionKind) -> String? {
        if kind.group.isEmpty && kind.version == "v1" && kind.kind == "Config" { return "kubectl" }
        return readers[kind.group]
    }

    private static let readers = [
        "admission.config.k8s.io": "the API server", "apiserver.config.k8s.io": "the API server",
        "apiserver.k8s.io": "the API server", "audit.k8s.io": "the API server",
        "client.authentication.k8s.io": "kubectl", "controllermanager.config.k8s.io": "the controller manager",
        "credentialprovider.kubelet.k8s.io": "the kubelet", "eventratelimit.admission.k8s.io": "the API server",
        "k3d.io": "k3d", "kind.x-k8s.io": "kind", "kpt.dev": "kpt", "kubeadm.k8s.io": "kubeadm",
        "kubecontrollermanager.config.k8s.io": "the controller manager", "kubectl.config.k8s.io": "kubectl",
        "kubelet.config.k8s.io": "the kubelet", "kubeproxy.config.k8s.io": "kube-proxy",
        "kubescheduler.config.k8s.io": "the scheduler", "kustomize.config.k8s.io": "kustomize",
        "pod-security.admission.config.k8s.io": "the API server", "resourcequota.admission.k8s.io": "the API server",
        "skaffold": "skaffold",
    ]
}
