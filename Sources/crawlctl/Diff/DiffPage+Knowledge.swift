import DiscoveryModel

/// What was compared, and how well it is known.
extension DiffPage {
    /// Both sides.
    var compared: HTMLText {
        let sides = [report.from, report.to]
        func row(_ title: String, _ cells: [HTMLText]) -> HTMLText {
            "<tr><th scope=\"row\">\(title)</th>\(cells.map { "<td>\($0)</td>" })</tr>\n"
        }
        let rows = [
            row("Surface", sides.map { "<bdi>\($0.label)</bdi>" }),
            row("Last seen", sides.map { side in "\(side.asOf.map(Timestamp.seconds) ?? "built in")" }),
            row("Snapshot", sides.map { side in "\(side.snapshotID.map { String($0) } ?? "-")" }),
            row("Group versions", sides.map { side in "\(side.surface.groupVersions.count)" }),
            row("Content", sides.map { side in "<code>\(side.surface.digest.text.prefix(14))…</code>" }),
        ]
        return """
            <section>
            <h2>What was compared</h2>
            <div class="scroll fitting" tabindex="0" role="region" aria-label="What was compared">
            <table class="compared">
            <thead><tr><td></td><th scope="col">From</th><th scope="col">To</th></tr></thead>
            <tbody>
            \(rows)</tbody>
            </table>
            </div>
            </section>

            """
    }

    /// What was not current, a line for each group version and side.
    var incomplete: [String] {
        difference.incomplete.map { one in
            let asOf =
                if let asOf = one.asOf {
                    "compared as of \(Timestamp.seconds(asOf))"
                } else {
                    one.isKnown ? "compared as last seen" : "its resources were never seen"
                }
            return "\(one.groupVersion) on \(one.label) \(one.state == .stale ? "is stale" : "failed"), \(asOf)"
        }
    }

    /// What is no difference because nobody knows, a line for each group version.
    var unknown: [String] {
        let sides = [
            (difference.becameKnown, report.from, report.to), (difference.becameUnknown, report.to, report.from),
        ]
        return sides.flatMap { lists, side, other in
            lists.map { list in
                let names = list.resources.filter { $0.subresource == nil }.map(\.resource)
                let what = names.isEmpty ? "no resources" : names.joined(separator: ", ")
                return "\(list.groupVersion): never seen on \(side.label); \(what) on \(other.label)"
            }
        }
    }
}
