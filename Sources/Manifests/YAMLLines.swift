/// The lines of a text as libyaml counts them, which breaks lines at more characters than editors do.
struct YAMLLines {
    /// Lines, from 0, that begin after such a character.
    private var extra: [Int] = []

    init(_ bytes: ArraySlice<UInt8>) {
        guard bytes.contains(where: { $0 == 0x0D || $0 == 0xC2 || $0 == 0xE2 }) else { return }
        var (line, index) = (0, bytes.startIndex)
        while index < bytes.endIndex {
            let rest = bytes[index...]
            let isOther =
                rest.starts(with: [0xC2, 0x85]) || rest.starts(with: [0xE2, 0x80, 0xA8])
                || rest.starts(with: [0xE2, 0x80, 0xA9]) || (rest.first == 0x0D && rest.dropFirst().first != 0x0A)
            if isOther {
                line += 1
                extra.append(line)
            } else if rest.first == 0x0A {
                line += 1
            }
            index += 1
        }
    }

    /// The line, from 1, that an editor shows for libyaml's line, from 1.
    func line(_ line: Int) -> Int { extra.isEmpty ? line : line - extra.count { $0 < line } }
}
