import Yams

/// Parses one chunk of YAML with Yams.
struct YAMLReader {
    let limits: ManifestLimits

    /// What a chunk holds.
    struct Result {
        /// The roots of its documents, in order, as far as they could be read.
        var roots: [ManifestNode] = []
        /// What keeps the rest from being read, and what is doubtful.
        var problems: [ManifestProblem] = []
        /// What the nodes of all documents have in common; `nil` where nothing was parsed.
        var document: YAMLDocument?
    }

    /// - Parameter place: The chunk's; lines are added here.
    func read(_ chunk: YAMLChunk, at place: ManifestPlace) -> Result {
        func problem(_ code: ManifestProblem.Code, line: Int, _ message: String) -> Result {
            Result(problems: [ManifestProblem(code, at: place.at(line: line), message)])
        }
        guard chunk.bytes.count <= limits.yamlDocumentBytes else {
            return problem(
                .tooLarge, line: chunk.firstLine,
                "the document is larger than \(limits.yamlDocumentBytes >> 20) MiB")
        }
        let lines = YAMLLines(chunk.bytes)
        guard String(validating: chunk.bytes, as: UTF8.self) != nil else {
            let line = chunk.firstLine + InvalidText.line(in: chunk.bytes)
            return problem(.invalidText, line: line, "not a text in UTF-8")
        }
        let guarded = AliasGuard(chunk.bytes)
        guard guarded.isHarmless else {
            return problem(.tooLarge, line: chunk.firstLine, "too much to read: aliases within aliases")
        }
        let document = YAMLDocument(
            chunk: chunk, lines: lines, visits: guarded.hasAliases ? limits.visits : nil)
        var result = parse(chunk, document, place)
        result.document = document
        return result
    }

    /// Parses, and where a mapping has a key twice parses again with the first of the two put out of the way.
    private func parse(_ chunk: YAMLChunk, _ document: YAMLDocument, _ place: ManifestPlace) -> Result {
        var bytes = Array(chunk.bytes)
        var problems: [ManifestProblem] = []
        for attempt in 0... {
            var roots: [Node] = []
            do {
                // No rules: a scalar's type is asked for rarely, and telling it takes longer than parsing.
                let parser = try Parser(
                    yaml: String(decoding: bytes, as: UTF8.self),
                    resolver: document.hasTags ? PlainScalar.tellingKeys ?? .basic : .basic, encoding: .utf8)
                while let root = try parser.nextRoot() { roots.append(root) }
                if let misfit = JSONMisfit.first(
                    in: roots, hasAliases: document.hasAliases, hasTags: document.hasTags)
                {
                    let place = place.at(line: document.line(of: misfit.mark))
                    return result([], [invalid(misfit.message, chunk, at: place)], document)
                }
                return result(roots, problems, document)
            } catch YamlError.duplicatedKeysInMapping(let keys, let context)
                where attempt < 20 && bytes.count * attempt <= limits.yamlDocumentBytes
            {
                let key = keys.first ?? ""
                let place = place.at(line: document.line(of: context.mark))
                let message = "the key \(key) is there twice; the last one counts"
                problems.append(ManifestProblem(.duplicateKey, at: place, message))
                if attempt == 0 { document.renamed = RenamedKeys(in: bytes) }
                guard document.renamed.rename(in: &bytes, at: context.mark) else {
                    let problem = ManifestProblem(.invalidYAML, at: place, "not YAML: the key \(key) is there twice")
                    return result(roots, [problem], document)
                }
            } catch {
                return result(roots, problems + [problem(error, chunk, document, place)], document)
            }
        }
        return Result()
    }

    /// - Parameter problems: First each key that is there twice, in the order of their renaming, at the line of the first.
    private func result(_ roots: [Node], _ problems: [ManifestProblem], _ document: YAMLDocument) -> Result {
        var problems = problems
        if problems.contains(where: { $0.code == .duplicateKey }) {
            for (number, mark) in document.renamed.repetitions(in: roots) {
                problems[number].place.line = document.line(of: mark)
            }
            problems.sort { $0.place.line < $1.place.line }
        }
        return Result(roots: roots.map { ManifestNode(value: .yaml($0, document)) }, problems: problems)
    }

    private func problem(
        _ error: any Error, _ chunk: YAMLChunk, _ document: YAMLDocument, _ place: ManifestPlace
    ) -> ManifestProblem {
        var (line, message) = (chunk.firstLine, "not YAML")
        switch error {
        case YamlError.parser(_, let problem, let mark, _) where problem.hasPrefix("Maximum nesting level"):
            line = document.line(of: mark)
            return ManifestProblem(.tooLarge, at: place.at(line: line), "too much to read: it nests too deeply")
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            line = min(document.line(of: mark), lastLine(of: chunk))
            message += ": \(problem)"
            if let context {
                message += ", \(context.text)"
                let start = document.line(of: context.mark)
                if start < line { message += " from line \(start)" }
            }
        case YamlError.duplicatedKeysInMapping(_, let context):
            line = document.line(of: context.mark)
            message += ": too many keys are there twice"
        case YamlError.reader:
            line = chunk.firstLine + InvalidText.lineForYAML(in: chunk.bytes)
            message += ": it has a character that YAML does not allow"
        default: break
        }
        return invalid(message, chunk, at: place.at(line: line))
    }

    private func invalid(_ message: String, _ chunk: YAMLChunk, at place: ManifestPlace) -> ManifestProblem {
        // Whoever has not rendered a chart sees many of these, and none says why.
        let isTemplate = chunk.bytes.firstRange(of: "{{".utf8) != nil
        return ManifestProblem(
            .invalidYAML, at: place, message + (isTemplate ? "; is it a template that is not rendered?" : ""))
    }

    private func lastLine(of chunk: YAMLChunk) -> Int {
        let text = chunk.bytes.dropLast(chunk.bytes.last == 0x0A ? 1 : 0)
        return chunk.firstLine + text.count { $0 == 0x0A }
    }
}
