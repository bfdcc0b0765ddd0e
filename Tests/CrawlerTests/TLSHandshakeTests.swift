import Testing

@testable import Crawler

@Suite(.fewAtOnce) struct TLSHandshakeTests {
    private func handshake(_ messages: [UInt8]...) -> TLSHandshake {
        var handshake = TLSHandshake()
        for message in messages { message.withUnsafeBytes { handshake.receive($0) } }
        return handshake
    }

    /// A ServerHello with a session of four bytes and these extensions.
    private func serverHello(_ version: [UInt8], _ extensions: [UInt8]) -> [UInt8] {
        var body = version + [UInt8](repeating: 7, count: 32) + [4, 1, 2, 3, 4, 0x13, 0x01, 0]
        body += [0, UInt8(extensions.count)] + extensions
        return [2, 0, 0, UInt8(body.count)] + body
    }

    @Test func theVersionIsThatOfTheExtensionElseOfTheFront() {
        let modern = serverHello([3, 3], [0, 51, 0, 2, 9, 9, 0, 43, 0, 2, 3, 4])
        #expect(handshake([0x16, 3, 3, 0, 90], [0x16], modern).version == "TLS 1.3")
        #expect(handshake(serverHello([3, 3], [])).version == "TLS 1.2")
        #expect(handshake().version == nil)
        // Cut short, or of no version that there is.
        #expect(handshake([2, 0, 0, 2, 3, 3]).version == nil)
        #expect(handshake(serverHello([9, 9], [])).version == nil)
        #expect(handshake(serverHello([3, 3], [0, 43, 0, 2, 3])).version == "TLS 1.2")
    }

    @Test func anAlertIsNotedAndAFarewellIsNone() {
        #expect(handshake([2, 116]).alert == 116)
        #expect(handshake([1, 0]).alert == nil)
        #expect(TLSAlert(code: 116).name == "certificate_required")
        #expect(TLSAlert(code: 116).isAboutClientCertificate)
        #expect(!TLSAlert(code: 70).isAboutClientCertificate)
        #expect(TLSAlert(code: 200).name == "alert 200")
    }

    @Test func aRequestForACertificateIsNoted() {
        #expect(handshake([13, 0, 0, 1, 0]).asksForClientCertificate)
        #expect(!handshake([13, 0, 0, 9, 0]).asksForClientCertificate)
    }
}
