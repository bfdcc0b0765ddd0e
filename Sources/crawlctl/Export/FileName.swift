/// Names of files made of names that a server gave.
enum FileName {
    /// The longest name that file systems take, in bytes.
    static let longest = 255

    /// A name as part of a file's name: the same on every file system, never a path, and different for different names.
    ///
    /// Names that Kubernetes allows stay as they are. Every other byte is percent-encoded: capitals too, since many file
    /// systems take them for small letters; a dot in front; and the dot of `.json` at the end, with which only names of
    /// documents end here.
    static func encoding(_ name: String) -> String {
        let hexadecimal = Array("0123456789ABCDEF".utf8)
        let bytes = Array(name.utf8)
        let ending = name.hasSuffix(".json") ? bytes.count - 5 : -1
        var encoded: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "."):
                if index != 0 && index != ending {
                    encoded.append(byte)
                } else {
                    encoded += "%2E".utf8
                }
            case 0x30...0x39, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): encoded.append(byte)
            default: encoded += [UInt8(ascii: "%"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Whether a name can be a file's just as it is: one of those that Kubernetes allows, and a few more.
    static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix(".") && name.utf8.count <= longest
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}
