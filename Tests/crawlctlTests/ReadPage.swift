import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// A page as a reader of XML sees it, which takes nothing that is not closed, quoted and escaped.
final class ReadPage: NSObject, XMLParserDelegate {
    final class Element {
        let name: String
        let attributes: [String: String]
        fileprivate(set) var children: [Element] = []
        /// All text in it and below it.
        fileprivate(set) var text = ""

        fileprivate init(name: String, attributes: [String: String]) {
            self.name = name
            self.attributes = attributes
        }

        /// The elements below it, in their order.
        var all: [Element] { children.flatMap { [$0] + $0.all } }

        func all(_ name: String) -> [Element] { all.filter { $0.name == name } }

        /// Those of a class.
        func all(class name: String) -> [Element] { all.filter { $0.isOf(name) } }

        func isOf(_ name: String) -> Bool {
            attributes["class"]?.split(separator: " ").contains { $0 == name } == true
        }
    }

    let text: String
    let root: Element
    private var open: [Element]

    init(_ text: String) throws {
        self.text = text
        root = Element(name: "", attributes: [:])
        open = [root]
        super.init()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = self
        let isRead = parser.parse()
        try #require(isRead, "line \(parser.lineNumber): \(String(describing: parser.parserError))")
    }

    func parser(
        _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        let element = Element(name: elementName, attributes: attributes)
        open.last?.children.append(element)
        open.append(element)
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        for element in open { element.text += string }
    }

    func parser(_ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName: String?) {
        open.removeLast()
    }

    /// The text of the only element of a name.
    func only(_ name: String) throws -> Element {
        let found = root.all(name)
        try #require(found.count == 1, "\(found.count) of \(name)")
        return found[0]
    }
}
