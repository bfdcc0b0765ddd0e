/// An example of a resource or a field, with the clusters that it is of.
struct ExampleAnswer: ClusterAnswer {
    var labels: [String]
    /// In YAML, with comments.
    let yaml: String
    /// As data.
    let output: OutputValue
    let isCut: Bool

    /// Makes an example.
    ///
    /// - Parameter isNamespaced: Whether the resource's objects are in namespaces.
    init(_ place: FieldPlace, isNamespaced: Bool, on label: String) throws {
        var example = ManifestExample()
        let node =
            if place.path.isEmpty {
                try example.manifest(of: place.kind, place.schema, isNamespaced: isNamespaced)
            } else {
                try example.value(ofField: place.name, place.schema, isRoot: true)
            }
        labels = [label]
        let note =
            example.hasRules ? "# There are validation rules that this was not made by: explain tells them.\n" : ""
        yaml = note + ExampleYAML.text(node)
        output = node.output
        isCut = example.isCut
    }

    func saysTheSame(as other: ExampleAnswer) -> Bool { yaml == other.yaml && isCut == other.isCut }
}
