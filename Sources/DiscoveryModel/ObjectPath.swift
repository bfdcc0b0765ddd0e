import Foundation

/// The path of objects on an API server, without a server's own prefix.
public enum ObjectPath {
    /// The path of a resource's objects, or of one of them.
    ///
    /// - Parameters:
    ///   - namespace: Only objects in it; `nil` for all namespaces. Without meaning for resources that have none.
    ///   - name: Only the object of that name.
    public static func path(
        _ groupVersion: GroupVersion, _ resource: APIResource, namespace: String?, name: String?
    ) -> String {
        var path = groupVersion.path
        if resource.namespaced, let namespace { path += "/namespaces/\(escaped(namespace))" }
        path += "/\(escaped(resource.resource))"
        if let name { path += "/\(escaped(name))" }
        return path
    }

    /// One segment of a path: what a segment may not have, slashes too, in percent signs.
    private static func escaped(_ text: String) -> String {
        let allowed = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:@")
        return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? text
    }
}
