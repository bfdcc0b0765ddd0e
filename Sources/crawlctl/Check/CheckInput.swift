import DiscoveryModel
import Foundation
import Manifests

/// All that the files hold, as far as it is compared.
struct CheckInput {
    enum Item {
        case object(CheckedObject)
        case other(ManifestPlace, reason: String)
        case problem(ManifestProblem)
    }

    /// In the order of the files and of what is in them.
    private(set) var items: [Item] = []
    /// The custom resources that are defined somewhere among them, and where.
    private(set) var definitions: [(definition: CustomResourceDefinition, place: ManifestPlace)] = []
    private var definedKinds: Set<String> = []
    /// How many objects there are.
    private(set) var objectCount = 0
    /// How many documents there are, of any sort.
    private(set) var documentCount = 0

    /// Whether the input defines a kind, perhaps otherwise than a cluster does.
    func defines(_ type: GroupVersionKind) -> Bool { definedKinds.contains("\(type.kind).\(type.group)") }

    /// Whether an object is of a kind that the input defines.
    func defines(_ object: CheckedObject) -> Bool { object.type.map(defines) ?? false }

    /// Whether there is nothing at all.
    var isEmpty: Bool { items.isEmpty && documentCount == 0 }

    /// Reads the files one after the other, and keeps of each object only what is needed.
    ///
    /// - Parameter schemas: Validates each object while it is at hand.
    init(_ paths: [String], schemas: SchemaCheck? = nil, _ context: CommandContext) {
        var finder = ManifestFiles()
        for path in paths {
            if path == ManifestFiles.standardInput && isatty(0) == 1 { context.note("reading standard input") }
            do throws(ManifestProblem) {
                var below: [ManifestProblem] = []
                let files = try finder.find(path) { below.append($0) }
                for file in files { read(file, with: finder, schemas) }
                items += below.map(Item.problem)
                if files.isEmpty && below.isEmpty {
                    context.note(PrintableText.escaping("note: there are no *.yaml, *.yml or *.json files in \(path)"))
                }
            } catch {
                items.append(.problem(error))
            }
        }
    }

    private mutating func read(
        _ file: ManifestFiles.File, with finder: ManifestFiles, _ schemas: SchemaCheck?
    ) {
        do throws(ManifestProblem) {
            let bytes = try finder.read(file)
            var found: [Item] = []
            documentCount += ManifestReader().read(bytes, file: file.path, isJSON: file.isJSON) { item in
                switch item {
                case .object(let object):
                    objectCount += 1
                    found.append(.object(CheckedObject(object, schemas: schemas)))
                    if let definition = CustomResourceDefinition(object) {
                        definitions.append((definition, object.place))
                        definedKinds.insert("\(definition.kind).\(definition.group)")
                    }
                case .other(let place, let reason): found.append(.other(place, reason: reason))
                case .problem(let problem): found.append(.problem(problem))
                }
            }
            items += found
        } catch {
            items.append(.problem(error))
        }
    }
}
