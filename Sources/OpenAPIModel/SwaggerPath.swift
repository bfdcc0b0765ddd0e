/// A path of Swagger 2.0 with its operations, as version 3 writes it.
struct SwaggerPath {
    private static let methods: Set<String> = ["get", "put", "post", "delete", "options", "head", "patch"]

    private let item: SchemaValue
    private let parameters: [String: SchemaValue]

    /// - Parameter parameters: Those that the whole document shares, by name.
    init(_ item: SchemaValue, parameters: [String: SchemaValue]) {
        self.item = item
        self.parameters = parameters
    }

    var converted: SchemaValue {
        .object(
            (item.members ?? []).map { member in
                if Self.methods.contains(member.key) {
                    return .init(key: member.key, value: operation(member.value))
                }
                if member.key == "parameters" {
                    return .init(key: member.key, value: .list(split(member.value).parameters))
                }
                return member
            })
    }

    private func operation(_ operation: SchemaValue) -> SchemaValue {
        let (parameters, body) = split(operation["parameters"])
        var members: [SchemaValue.Member] = []
        for member in operation.members ?? [] {
            switch member.key {
            case "consumes", "produces", "schemes": break
            case "parameters":
                if !parameters.isEmpty { members.append(.init(key: member.key, value: .list(parameters))) }
                if let body {
                    let consumes = Self.mediaTypes(operation["consumes"])
                    members.append(.init(key: "requestBody", value: Self.requestBody(body, consumes)))
                }
            case "responses":
                let produces = Self.mediaTypes(operation["produces"])
                members.append(.init(key: member.key, value: Self.responses(member.value, produces)))
            default: members.append(member)
            }
        }
        return .object(members)
    }

    /// Parameters as version 3 writes them, and the one that is the body.
    private func split(_ list: SchemaValue?) -> (parameters: [SchemaValue], body: SchemaValue?) {
        var converted: [SchemaValue] = []
        var body: SchemaValue?
        for parameter in list?.list ?? [] {
            let shared = parameter["$ref"]?.string.flatMap { reference in
                reference.hasPrefix("#/parameters/") ? parameters[String(reference.dropFirst(13))] : nil
            }
            let parameter = shared ?? parameter
            if parameter["in"]?.string == "body" {
                body = parameter
            } else {
                converted.append(Self.converted(parameter))
            }
        }
        return (converted, body)
    }

    /// What is said of a value moves into a schema of its own.
    private static func converted(_ parameter: SchemaValue) -> SchemaValue {
        let ofParameter: Set<String> = ["name", "in", "description", "required"]
        let members = (parameter.members ?? []).filter { $0.value != .string("") || $0.key != "description" }
        let schema = members.filter { !ofParameter.contains($0.key) }
        return .object(
            members.filter { ofParameter.contains($0.key) } + [.init(key: "schema", value: .object(schema))])
    }

    private static func requestBody(_ body: SchemaValue, _ mediaTypes: [String]) -> SchemaValue {
        var members: [SchemaValue.Member] = []
        if let description = body["description"] { members.append(.init(key: "description", value: description)) }
        members.append(.init(key: "content", value: content(body["schema"], mediaTypes)))
        if let required = body["required"] { members.append(.init(key: "required", value: required)) }
        return .object(members)
    }

    private static func responses(_ responses: SchemaValue, _ mediaTypes: [String]) -> SchemaValue {
        .object(
            (responses.members ?? []).map { response in
                let members = (response.value.members ?? []).map { member in
                    member.key == "schema"
                        ? .init(key: "content", value: content(member.value, mediaTypes)) : member
                }
                return .init(key: response.key, value: .object(members))
            })
    }

    private static func content(_ schema: SchemaValue?, _ mediaTypes: [String]) -> SchemaValue {
        .object(
            mediaTypes.map { type in
                .init(
                    key: type,
                    value: .object(schema.map { [.init(key: "schema", value: $0.referringToComponents)] } ?? []))
            })
    }

    private static func mediaTypes(_ list: SchemaValue?) -> [String] {
        let types = list?.list?.compactMap(\.string) ?? []
        return types.isEmpty ? ["application/json"] : types
    }
}

extension SchemaValue {
    /// The value with references to definitions as version 3 writes them.
    var referringToComponents: SchemaValue {
        switch self {
        case .list(let elements): .list(elements.map(\.referringToComponents))
        case .object(let members):
            .object(
                members.map { member in
                    guard member.key == "$ref", let name = member.value.string.flatMap(SchemaAttributes.definitionName)
                    else { return .init(key: member.key, value: member.value.referringToComponents) }
                    return .init(key: member.key, value: .string("#/components/schemas/\(name)"))
                })
        default: self
        }
    }
}
