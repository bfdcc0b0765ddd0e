/// What pages are made of.
enum PageParts {
    /// Numbers with what they count, side by side.
    static func figures(_ figures: [Figure]) -> HTMLText {
        let items = figures.map { figure -> HTMLText in
            """
            <div class="figure \(figure.style)"><dt>\(figure.what)</dt><dd>\(figure.number)</dd></div>

            """
        }
        return "<dl class=\"figures\">\n\(items)</dl>\n"
    }

    /// A number and what it counts.
    struct Figure {
        let number: Int
        let what: String
        /// The class that colours it; `""` for none.
        let style: String

        init(_ number: Int, _ what: String, style: String = "") {
            self.number = number
            self.what = what
            self.style = style
        }
    }

    /// Lines below a heading; nothing where there are none.
    static func list(_ heading: String, _ lines: [String]) -> HTMLText {
        guard !lines.isEmpty else { return "" }
        let items = lines.map { line -> HTMLText in "<li>\(line)</li>\n" }
        return "<section class=\"notes\">\n<h2>\(heading)</h2>\n<ul>\n\(items)</ul>\n</section>\n"
    }

    /// The form by which the script filters; without the script it is not shown.
    ///
    /// - Parameter choices: Further controls of the form.
    static func filter(_ what: String, choices: HTMLText) -> HTMLText {
        """
        <form id="filter" class="filter" role="search" hidden="hidden">
        <label>Filter \(what) <input type="search" name="text" autocomplete="off" spellcheck="false"/></label>
        \(choices)<output name="count"></output>
        </form>

        """
    }

    /// A group's name as people read it.
    static func groupName(_ group: String) -> String { group.isEmpty ? "(core)" : group }
}
