import ArgumentParser
import DiscoveryModel

/// Which resources to list: kubectl's flags, and some that it lacks.
struct ResourceFilterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only this group; \"\" is the core group.", valueName: "group"))
    var apiGroup: String?

    @Option(
        defaultAsFlag: .true,
        help: ArgumentHelp("Only namespaced resources, or with false only the others.", valueName: "true|false"))
    var namespaced: Scope?

    @Option(help: ArgumentHelp("Only resources with all of these verbs, such as list,watch.", valueName: "verbs"))
    var verbs: [String] = []

    @Option(help: ArgumentHelp("Only resources with at least one of these verbs.", valueName: "verbs"))
    var anyVerb: [String] = []

    @Option(help: ArgumentHelp("Only resources with none of these verbs.", valueName: "verbs"))
    var withoutVerb: [String] = []

    @Option(help: ArgumentHelp("Only resources in all of these categories.", valueName: "categories"))
    var categories: [String] = []

    @Option(help: ArgumentHelp("Only this kind, in any case. Repeatable.", valueName: "kind"))
    var kind: [String] = []

    @Option(help: ArgumentHelp("Only this name: pods, deployments.apps. Repeatable.", valueName: "name"))
    var name: [String] = []

    @Option(help: ArgumentHelp("Only group versions in this state. Repeatable.", valueName: "current|stale|failed"))
    var state: [GroupVersionState] = []

    @Flag(help: "Every version that has a resource, not only the preferred one; resources without verbs too.")
    var allVersions = false

    @Flag(help: "Subresources too.")
    var subresources = false

    @Option(help: ArgumentHelp("Sort by this column; else by group and name.", valueName: "name|kind"))
    var sortBy: SortColumn?

    enum SortColumn: String, CaseIterable, ExpressibleByArgument {
        case name, kind
    }

    enum Scope: String, CaseIterable, ExpressibleByArgument {
        case `true`, `false`

        init?(argument: String) {
            guard let value = goBool(argument) else { return nil }
            self = value ? .true : .false
        }
    }

    var query: ResourceQuery {
        var query = ResourceQuery()
        query.apiGroup = apiGroup
        query.namespaced = namespaced.map { $0 == .true }
        query.verbs = Self.set(verbs)
        query.anyVerb = Self.set(anyVerb)
        query.withoutVerb = Self.set(withoutVerb)
        query.categories = Self.set(categories)
        query.kinds = Set(kind)
        query.names = Set(name)
        query.states = Set(state)
        query.allVersions = allVersions
        query.subresources = subresources
        query.order =
            switch sortBy {
            case .name: .name
            case .kind: .kind
            case nil: .group
            }
        return query
    }

    /// Comma-separated lists, as kubectl takes them.
    private static func set(_ values: [String]) -> Set<String> {
        Set(values.flatMap { $0.split(separator: ",") }.map { $0.trimmingPrefix(" ") }.map(String.init))
    }
}

extension GroupVersionState: ExpressibleByArgument {}
