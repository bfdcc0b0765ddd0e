/// One YAML document of a file.
struct YAMLChunk {
    /// The bytes, with the line of `---` before them.
    var bytes: ArraySlice<UInt8>
    /// The line of the file where they begin, from 1.
    var firstLine: Int
    /// The template that a comment at the head names.
    var source: String?

    /// Splits a file, so that what is broken in one document cannot reach the next.
    ///
    /// As the specification has it, a line that begins with `---` and then a space or nothing starts a document whatever
    /// came before, and a line of `...` ends one; lines of directives belong to the document that follows. As for kubectl, a
    /// byte order mark may stand right behind such a line, where files were put together.
    static func split(_ bytes: ArraySlice<UInt8>) -> [YAMLChunk] {
        var chunks: [YAMLChunk] = []
        var (start, startLine, line) = (bytes.startIndex, 1, 1)
        var head = Head()
        var isBehindMarker = false
        var position = bytes.startIndex
        func end(at end: Int) {
            if head.hasContent {
                chunks.append(YAMLChunk(bytes: bytes[start..<end], firstLine: startLine, source: head.source))
            }
        }
        while position < bytes.endIndex {
            if isBehindMarker, !head.hasContent, bytes[position...].starts(with: byteOrderMark) {
                position += byteOrderMark.count
                (start, startLine) = (position, line)
            }
            let next = bytes[position...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.endIndex
            let text = bytes[position..<next]
            if isMarker(text, "...") {
                end(at: next)
                (start, startLine, head) = (next, line + 1, Head())
            } else if isMarker(text, "---") {
                if !head.hasOnlyDirectives {
                    end(at: position)
                    (start, startLine, head) = (position, line, Head())
                }
                head.add(text.dropFirst(3))
            } else {
                head.add(text)
            }
            isBehindMarker = isMarker(text, "---") || isMarker(text, "...")
            (position, line) = (next, line + 1)
        }
        end(at: bytes.endIndex)
        return chunks
    }

    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private static func isMarker(_ line: ArraySlice<UInt8>, _ marker: String) -> Bool {
        guard line.starts(with: marker.utf8) else { return false }
        return line.dropFirst(3).first.map { [0x20, 0x09, 0x0A, 0x0D].contains($0) } ?? true
    }

    /// What is known of the lines of a document so far.
    private struct Head {
        /// Whether there is anything but comments and directives.
        var hasContent = false
        var hasOnlyDirectives = false
        var source: String?

        mutating func add(_ line: ArraySlice<UInt8>) {
            if hasContent { return }
            let text = line.drop { [0x20, 0x09, 0x0D, 0x0A].contains($0) }
            switch text.first {
            case nil: break
            case UInt8(ascii: "#"):
                let prefix = "# Source: "
                if source == nil, text.starts(with: prefix.utf8) {
                    let name = String(decoding: text.dropFirst(prefix.utf8.count), as: UTF8.self)
                    source = name.split(whereSeparator: \.isNewline).first.map(String.init)
                }
            case UInt8(ascii: "%"): hasOnlyDirectives = true
            default: (hasContent, hasOnlyDirectives) = (true, false)
            }
        }
    }
}
