import Yams

/// A value in a manifest, and where it stands.
///
/// A view of the document: nothing that an alias stands for is copied, and merge keys are followed only where they are
/// asked for. A document whose aliases make it larger than ``ManifestLimits/visits`` seems empty from there on, and its
/// reader says so.
public struct ManifestNode {
    enum Value {
        case json(JSONNode)
        case yaml(Node, YAMLDocument)
    }

    let value: Value

    /// The line where it begins, from 1.
    public var line: Int {
        switch value {
        case .json(let node): node.line
        case .yaml(let node, let document): document.line(of: node.mark)
        }
    }

    /// A text, or a number or truth as it is written; `nil` for null, a list or an object.
    public var text: String? {
        switch value {
        case .json(let node): node.text
        case .yaml(.scalar(let scalar), _): Self.isNull(scalar) ? nil : scalar.string
        case .yaml: nil
        }
    }

    /// A truth, as YAML 1.1 and so kubectl read it.
    public var bool: Bool? {
        switch text {
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": true
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": false
        default: nil
        }
    }

    /// Whether it is null, written out or not.
    public var isNull: Bool {
        switch value {
        case .json(let node): if case .null = node.content { true } else { false }
        case .yaml(.scalar(let scalar), _): Self.isNull(scalar)
        case .yaml: false
        }
    }

    /// Whether it is an object.
    public var isMapping: Bool {
        switch value {
        case .json(let node): if case .object = node.content { true } else { false }
        case .yaml(let node, _): node.mapping != nil
        }
    }

    /// The items of a list; `nil` for anything else.
    public var items: [ManifestNode]? {
        switch value {
        case .json(let node):
            guard case .array(let items) = node.content else { return nil }
            return items.map { ManifestNode(value: .json($0)) }
        case .yaml(.sequence(let sequence), let document):
            guard document.spend(sequence.count) else { return [] }
            return sequence.map { ManifestNode(value: .yaml($0, document)) }
        case .yaml: return nil
        }
    }

    /// A member of an object; of several of one name the last.
    public subscript(key: String) -> ManifestNode? {
        switch value {
        case .json(let node):
            guard case .object(let members) = node.content else { return nil }
            return members.last { $0.key == key }.map { ManifestNode(value: .json($0.value)) }
        case .yaml(let node, let document):
            return document.member(key, of: node, depth: 0).map { ManifestNode(value: .yaml($0, document)) }
        }
    }

    private static func isNull(_ scalar: Node.Scalar) -> Bool {
        scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }
}
