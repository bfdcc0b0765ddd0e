/// Findings as GitHub's workflow commands, which mark lines of files.
enum GitHubAnnotation {
    static func line(_ finding: Finding) -> String {
        var properties: [String] = []
        if finding.place.file != "-" {
            properties.append("file=\(property(finding.place.file))")
            if finding.place.line > 0 { properties.append("line=\(finding.place.line)") }
        }
        var title = finding.status.words
        if !finding.objectText.isEmpty { title += ": \(finding.objectText)" }
        if let ref = finding.ref { title += " on \(ref)" }
        properties.append("title=\(property(title))")
        var message = finding.fullMessage.isEmpty ? finding.status.words : finding.fullMessage
        if finding.place.file == "-" { message = "\(finding.location): \(message)" }
        return "::\(finding.level?.rawValue ?? "notice") \(properties.joined(separator: ","))::\(data(message))\n"
    }

    private static func data(_ text: String) -> String {
        PrintableText.escaping(text).replacing("%", with: "%25")
    }

    private static func property(_ text: String) -> String {
        data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
