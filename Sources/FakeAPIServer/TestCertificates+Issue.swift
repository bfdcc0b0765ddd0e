import Foundation

extension TestCertificates {
    /// One certificate to be made.
    struct Issue {
        let name: String
        let folder: URL
        let subject: String
        let extensions: [String]
        /// `nil` for a certificate that signs itself.
        let issuer: Identity?
        var expired = false
        var days = 365

        func make() throws -> Identity {
            let identity = Identity(
                certificate: folder.appending(path: "\(name).crt"), key: folder.appending(path: "\(name).key"))
            // A database of its own, so that certificates can be made at the same time.
            let work = folder.appending(path: "\(name).work")
            try? FileManager.default.removeItem(at: work)
            try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: work) }
            try Data().write(to: work.appending(path: "index.txt"))
            try Data(Self.serialNumber().utf8).write(to: work.appending(path: "serial"))
            let configuration = work.appending(path: "openssl.cnf")
            try Data(self.configuration(in: work).utf8).write(to: configuration)
            let request = work.appending(path: "request.csr")

            // openssl keeps the mode of a file that is there already, and not all versions choose 0600 themselves.
            try? FileManager.default.removeItem(at: identity.key)
            _ = FileManager.default.createFile(
                atPath: identity.key.path, contents: nil, attributes: [.posixPermissions: 0o600])
            try openssl(
                "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", identity.key.path)
            try openssl(
                "req", "-new", "-sha256", "-config", configuration.path, "-key", identity.key.path, "-subj", subject,
                "-out", request.path)
            let signer =
                issuer.map { ["-cert", $0.certificate.path, "-keyfile", $0.key.path] }
                ?? ["-selfsign", "-keyfile", identity.key.path]
            let (from, until) = period
            try openssl(
                [
                    "ca", "-batch", "-notext", "-config", configuration.path, "-in", request.path, "-out",
                    identity.certificate.path, "-startdate", Self.text(from), "-enddate", Self.text(until),
                ] + signer)
            return identity
        }

        private func configuration(in work: URL) -> String {
            """
            [req]
            distinguished_name = name
            [name]
            [ca]
            default_ca = authority
            [authority]
            database = \(work.path)/index.txt
            serial = \(work.path)/serial
            new_certs_dir = \(work.path)
            default_md = sha256
            policy = policy
            preserve = yes
            email_in_dn = no
            unique_subject = no
            x509_extensions = extensions
            [policy]
            organizationName = optional
            commonName = supplied
            [extensions]
            \(extensions.joined(separator: "\n"))
            """ + "\n"
        }

        private var period: (from: Date, until: Date) {
            let day: TimeInterval = 86400
            if expired {
                // 2020-01-01 and 2021-01-01.
                return (Date(timeIntervalSince1970: 1_577_836_800), Date(timeIntervalSince1970: 1_609_459_200))
            }
            return (Date(timeIntervalSinceNow: -day), Date(timeIntervalSinceNow: Double(days) * day))
        }

        /// A UTCTime of ASN.1: `YYMMDDHHMMSSZ`.
        private static func text(_ date: Date) -> String {
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = .gmt
            let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
            let numbers = [
                (parts.year ?? 0) % 100, parts.month ?? 0, parts.day ?? 0, parts.hour ?? 0, parts.minute ?? 0,
                parts.second ?? 0,
            ]
            return numbers.map { String(format: "%02d", $0) }.joined() + "Z"
        }

        /// Sixteen random hexadecimal digits, the first of them small enough for a positive number.
        private static func serialNumber() -> String {
            String(format: "%016llX", UInt64.random(in: 1...UInt64(Int64.max)))
        }

        private func openssl(_ arguments: String...) throws {
            try openssl(arguments)
        }

        private func openssl(_ arguments: [String]) throws {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["openssl"] + arguments
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            let command = arguments.first ?? ""
            do {
                try process.run()
            } catch {
                throw FakeAPIServerError(.opensslFailed(command: command, status: nil), underlying: error)
            }
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                throw FakeAPIServerError(.opensslFailed(command: command, status: process.terminationStatus))
            }
        }
    }
}
