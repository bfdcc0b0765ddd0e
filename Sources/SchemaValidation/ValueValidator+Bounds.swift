import Manifests
import OpenAPIModel

extension ValueValidator {
    func check(
        _ text: String, _ schema: CompiledSchema, _ decoding: Decoding, at path: FieldPath, line: Int
    ) throws {
        func invalid(_ reason: String) {
            findings.addInvalid(ValueText.quoted(text), at: path, line: line, reason)
        }
        if let format = schema.format, !schema.isIntOrString, !TextFormat.isValid(text, format, decoding) {
            invalid("must be of type \(format): \(findings.shown(ValueText.quoted(text)))")
        }
        if schema.minLength != nil || schema.maxLength != nil {
            // A text that is too short or too long is told of that alone.
            let count = text.unicodeScalars.count
            if let least = schema.minLength, count < least {
                return invalid("should be at least \(least) chars long")
            }
            if let most = schema.maxLength, count > most {
                return findings.add(.invalid, at: path, line: line) {
                    "\($0): Too long: may not be more than \(most) characters"
                }
            }
        }
        if let pattern = schema.pattern {
            if let compiled = table.pattern(pattern) {
                // A step of a program is far less than a look at a value.
                try findings.spend(text.utf8.count / 64 * compiled.size)
                if !compiled.matches(text) { invalid("should match '\(pattern)'") }
            } else {
                findings.note(.pattern(pattern))
            }
        }
    }

    func check(_ number: ManifestNumber, _ schema: CompiledSchema, at path: FieldPath, line: Int) {
        func invalid(_ reason: String) { findings.addInvalid(number.text, at: path, line: line, reason) }
        let value = number.value
        if let bound = schema.minimum, bound.isExclusive ? !bound.isBelow(number) : bound.isAbove(number) {
            invalid("should be greater than \(bound.isExclusive ? "" : "or equal to ")\(bound.text)")
        }
        if let bound = schema.maximum, bound.isExclusive ? !bound.isAbove(number) : bound.isBelow(number) {
            invalid("should be less than \(bound.isExclusive ? "" : "or equal to ")\(bound.text)")
        }
        if let factor = schema.multipleOf, factor > 0 {
            if !isWhole(factor < 1 ? 1 / factor * value : value / factor) {
                invalid("should be a multiple of \(ManifestNumber(factor).text)")
            }
        }
    }

    /// As servers tell it: what floating point arithmetic leaves below a whole number is none.
    private func isWhole(_ number: Double) -> Bool {
        let whole = number.rounded(.towardZero)
        return number == whole || (number - whole).magnitude < 1e-9 * number.magnitude
    }

    func check(
        _ items: [ManifestValue], _ schema: CompiledSchema, _ decoding: Decoding, at path: FieldPath, line: Int
    ) throws {
        if let least = schema.minItems, items.count < least {
            let shown = ManifestValue.Content.list(items).json
            findings.addInvalid(shown, at: path, line: line, "should have at least \(least) items")
        }
        if let most = schema.maxItems, items.count > most { tooMany(items.count, most, at: path, line: line) }
        if schema.uniqueItems {
            var met: Set<String> = []
            if !items.allSatisfy({ met.insert($0.content.canonical).inserted }) {
                findings.addInvalid(
                    ManifestValue.Content.list(items).json, at: path, line: line, "shouldn't contain duplicates")
            }
        }
        // A type of Go takes them, with a warning.
        guard decoding == .structural else { return }
        if schema.listType == "set" {
            try lookForDuplicates(items, at: path) { $0.content }
        } else if schema.listType == "map", !schema.listMapKeys.isEmpty {
            let keys = schema.listMapKeys.sorted()
            try lookForDuplicates(items, at: path) { item in
                guard case .object(let members) = item.content else { return nil }
                return .object(
                    ManifestMembers(keys.compactMap { key in members.members.first { $0.key == key } }))
            }
        }
    }

    func check(
        _ members: ManifestMembers, _ schema: CompiledSchema, undemanded: Set<String>, at path: FieldPath, line: Int
    ) {
        if !schema.required.isEmpty {
            let present = Set(members.members.map(\.key))
            for name in schema.required where !present.contains(name) && !undemanded.contains(name) {
                findings.add(.required, at: path.field(name), line: line) { "\($0): Required value" }
            }
        }
        let count = members.members.count
        if let least = schema.minProperties, count < least {
            findings.addInvalid(
                ManifestValue.Content.object(members).json, at: path, line: line,
                "should have at least \(least) properties")
        }
        if let most = schema.maxProperties, count > most { tooMany(count, most, at: path, line: line) }
    }

    private func tooMany(_ count: Int, _ most: Int, at path: FieldPath, line: Int) {
        findings.add(.invalid, at: path, line: line) { "\($0): Too many: \(count): must have at most \(most) items" }
    }

    private func lookForDuplicates(
        _ items: [ManifestValue], at path: FieldPath, _ key: (ManifestValue) -> ManifestValue.Content?
    ) throws {
        var met: Set<String> = []
        for (index, item) in items.enumerated() {
            guard let key = key(item), !met.insert(key.canonical).inserted else { continue }
            let shown = findings.shown(key.json)
            findings.add(.duplicateValue, at: path.element(index), line: item.line) {
                "\($0): Duplicate value: \(shown)"
            }
        }
    }
}

/// As servers compare: whole numbers as such, where floating point numbers beyond 2^53 would all be alike.
extension CompiledSchema.Bound {
    private var integer: Int64? { Int64(exactly: number) }

    fileprivate func isAbove(_ other: ManifestNumber) -> Bool {
        if let integer, let whole = other.integer { return integer > whole }
        return number > other.value
    }

    fileprivate func isBelow(_ other: ManifestNumber) -> Bool {
        if let integer, let whole = other.integer { return integer < whole }
        return number < other.value
    }
}
