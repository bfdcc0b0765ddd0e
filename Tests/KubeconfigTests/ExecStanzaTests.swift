import Kubeconfig
import Testing

@Suite(.fewAtOnce) struct ExecStanzaTests {
    private static let v1 = "client.authentication.k8s.io/v1"

    @Test(arguments: [
        ("{apiVersion: \(v1), interactiveMode: Never}", "its exec has no command"),
        ("{command: x, interactiveMode: Never}", "its exec has no apiVersion"),
        (
            "{command: x, apiVersion: client.authentication.k8s.io/v1alpha1, interactiveMode: Never}",
            "its exec.apiVersion is not \(v1) or \(v1)beta1"
        ),
        ("{command: x, apiVersion: \(v1)}", "its exec has no interactiveMode"),
        ("{command: x, apiVersion: \(v1), interactiveMode: Perhaps}", "its exec.interactiveMode is none that there is"),
        (
            "{command: x, apiVersion: \(v1), interactiveMode: Never, env: [{value: v}]}",
            "its exec.env has a variable without a name"
        ),
    ])
    func whatKubectlRefusesIsRefused(exec: String, cause: String) throws {
        let error = #expect(throws: KubeconfigError.self) {
            try KubeconfigFolder().connection(KubeconfigFolder.config(user: "{exec: \(exec)}"))
        }
        #expect(error?.cause == cause)
    }

    @Test func aBetaPluginMayAskWhereItCan() throws {
        let connection = try KubeconfigFolder().connection(
            KubeconfigFolder.config(user: "{exec: {command: x, apiVersion: \(Self.v1)beta1}}"))
        #expect(connection.exec?.interactiveMode == .ifAvailable)
        #expect(connection.exec?.command == "x")
    }
}
