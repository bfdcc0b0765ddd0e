/// A program that gives credentials, as a kubeconfig's user names it.
///
/// Mirrors `ExecConfig` of client-go's `clientcmd/api/v1`. Its values are not shown: they may hold secrets.
public struct ExecPlugin: Hashable, Sendable, Decodable, CustomStringConvertible, CustomReflectable {
    /// Whether the program may ask the user.
    public enum InteractiveMode: String, Hashable, Sendable {
        /// It never asks.
        case never = "Never"
        /// It asks where standard input is a terminal.
        case ifAvailable = "IfAvailable"
        /// It cannot do without asking.
        case always = "Always"
    }

    /// The program: a path, absolute where it has a separator, or a name to look up in PATH.
    public internal(set) var command: String
    /// Its arguments.
    public let arguments: [String]
    /// `client.authentication.k8s.io/v1` or `/v1beta1`.
    public let apiVersion: String
    /// Variables that it gets beside the process's own.
    public let environment: [String: String]
    /// What to tell a user who lacks the program.
    public let installHint: String?
    /// Whether it is told which cluster it is asked for.
    public let provideClusterInfo: Bool
    /// Whether it may ask the user, as the file has it; see ``interactiveMode``.
    let interactiveModeText: String

    /// Whether it may ask the user; `nil` where `v1`, which wants it said, does not say it, or says something else.
    public var interactiveMode: InteractiveMode? {
        if interactiveModeText.isEmpty && apiVersion == Self.v1beta1 { return .ifAvailable }
        return InteractiveMode(rawValue: interactiveModeText)
    }

    static let v1 = "client.authentication.k8s.io/v1"
    static let v1beta1 = "client.authentication.k8s.io/v1beta1"

    /// Only what kind of thing it is.
    public var description: String { "exec plugin" }

    /// Nothing of its values.
    public var customMirror: Mirror { Mirror(self, children: []) }

    private enum CodingKeys: String, CodingKey {
        case command, args, apiVersion, env, installHint, provideClusterInfo, interactiveMode
    }

    private struct Variable: Decodable {
        var name: String?
        var value: String?
    }

    /// Decodes the `exec` stanza of a user.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        command = try container.decodeIfPresent(String.self, forKey: .command) ?? ""
        arguments = try container.decodeIfPresent([String].self, forKey: .args) ?? []
        apiVersion = try container.decodeIfPresent(String.self, forKey: .apiVersion) ?? ""
        let variables = try container.decodeIfPresent([Variable].self, forKey: .env) ?? []
        environment = Dictionary(
            variables.map { ($0.name ?? "", $0.value ?? "") }, uniquingKeysWith: { _, last in last })
        installHint = try container.decodeIfPresent(String.self, forKey: .installHint)
        provideClusterInfo = try container.decodeIfPresent(Bool.self, forKey: .provideClusterInfo) ?? false
        interactiveModeText = try container.decodeIfPresent(String.self, forKey: .interactiveMode) ?? ""
    }

    /// Checks what client-go's `validateAuthInfo` checks.
    ///
    /// - Throws: ``KubeconfigError`` that names the key.
    func validate(what: String) throws(KubeconfigError) {
        func refuse(_ cause: String, hint: String? = nil) -> KubeconfigError {
            KubeconfigError(.invalidSetting, what: what, cause: cause, hint: hint)
        }
        if command.isEmpty { throw refuse("its exec has no command") }
        if environment.keys.contains("") { throw refuse("its exec.env has a variable without a name") }
        switch apiVersion {
        case Self.v1, Self.v1beta1: break
        case "": throw refuse("its exec has no apiVersion", hint: "give \(Self.v1)")
        default: throw refuse("its exec.apiVersion is not \(Self.v1) or \(Self.v1beta1)", hint: "update the plugin")
        }
        if interactiveMode == nil {
            throw refuse(
                interactiveModeText.isEmpty
                    ? "its exec has no interactiveMode" : "its exec.interactiveMode is none that there is",
                hint: "give Never, IfAvailable or Always")
        }
    }
}
