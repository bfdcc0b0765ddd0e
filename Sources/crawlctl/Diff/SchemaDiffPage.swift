import DiscoveryModel
import DiscoveryStore

/// Differences of schemas on a page, by kind.
struct SchemaDiffPage {
    let schemas: ComparedSchemas
    /// The number of the first, behind those of the surfaces.
    let firstNumber: Int

    /// What was not compared.
    var notes: [String] { schemas.notes() }

    static func figures(_ schemas: ComparedSchemas) -> [PageParts.Figure] {
        let all = schemas.differences
        let (readers, writers) = (
            all.count { $0.breaks.contains(.readers) }, all.count { $0.breaks.contains(.writers) }
        )
        return [
            .init(all.count, all.count == 1 ? "field difference" : "field differences"),
            .init(readers, "fields break readers", style: readers > 0 ? "breaking" : ""),
            .init(writers, "fields break writers", style: writers > 0 ? "breaking" : ""),
        ]
    }

    var content: HTMLText {
        guard !schemas.differences.isEmpty else { return "" }
        var sections: HTMLText = ""
        var number = firstNumber
        var rest = schemas.differences[...]
        while let first = rest.first {
            let same = rest.prefix { $0.kind == first.kind }
            rest = rest[same.endIndex...]
            let items = same.map { difference -> HTMLText in
                defer { number += 1 }
                return item(difference, number: number)
            }
            let title = SchemaDiffWords.kind(first.kind)
            let breaking = same.count { !$0.breaks.isEmpty }
            let counts = [(breaking, "breaking"), (same.count - breaking, "compatible")].filter { $0.0 > 0 }
            sections += """
                <section class="group holder" data-group="\(title)">
                <h3><bdi>\(title)</bdi> <small>\(counts.map { "\($0.0) \($0.1)" }.joined(separator: ", "))</small></h3>
                <ul class="differences">
                \(items)</ul>
                </section>

                """
        }
        return "<section>\n<h2>Differences of fields by kind</h2>\n\(sections)</section>\n"
    }

    private func item(_ difference: SchemaDifference, number: Int) -> HTMLText {
        let impact = difference.impact.rawValue
        let clients = difference.breaks.names.joined(separator: " and ")
        let whom = clients.isEmpty ? "" : "\(clients): "
        let change = SchemaDiffWords.change(difference).replacing(" -> ", with: " → ")
        let others = SchemaDiffWords.others(difference).map { "(\($0)) " } ?? ""
        return """
            <li class="item \(impact)" id="d\(number)" data-kind="\(impact)">\
            <a class="place" href="#d\(number)">\(number)</a> <span class="badge">\(impact)</span>
            <div><span class="event">\(difference.event.rawValue)</span> \
            <code>\(SchemaDiffWords.path(difference))</code> \(change) \
            <span class="why">\(others)– \(whom)\(difference.rule.reason)</span></div></li>

            """
    }
}
