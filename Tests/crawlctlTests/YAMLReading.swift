import Yams

/// Reads back what was printed, with the types that a YAML reader sees.
enum YAMLReading {
    static func text(_ yaml: String) throws -> String? {
        ((try Yams.load(yaml: yaml) as? [Any])?.first as? [String: Any])?["x"] as? String
    }
}
