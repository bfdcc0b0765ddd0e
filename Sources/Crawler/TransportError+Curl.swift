import CCurl
import Foundation

extension TransportError {
    /// Says what libcurl's result means; its numbers and OpenSSL's decide, never a text.
    ///
    /// - Parameter proxy: What to call the proxy; `nil` where there is none.
    init(_ result: CURLcode, handle: UnsafeMutableRawPointer, proxy: String?) {
        var answer = 0
        if let proxy, ccurl_easy_getinfo_long(handle, CURLINFO_HTTP_CONNECTCODE, &answer) == CURLE_OK,
            answer != 0, !(200...299).contains(answer)
        {
            self.init(.proxy, "\(proxy) answered \(HTTPStatus.text(answer))")
            return
        }
        let plain = TransportError(result, handle: handle)
        switch plain.code {
        case .connectionRefused, .timeout, .unknownHost:
            self.init(plain.code, plain.description + (proxy.map { ", by way of \($0)" } ?? ""))
        default: self = plain
        }
    }

    private init(_ result: CURLcode, handle: UnsafeMutableRawPointer) {
        switch result {
        case CURLE_COULDNT_RESOLVE_HOST: self.init(.unknownHost, "unknown host")
        case CURLE_COULDNT_RESOLVE_PROXY: self.init(.unknownHost, "unknown proxy host")
        case CURLE_COULDNT_CONNECT:
            var number = 0
            ccurl_easy_getinfo_long(handle, CURLINFO_OS_ERRNO, &number)
            self.init(
                .connectionRefused,
                number == 0 ? "cannot connect" : String(cString: strerror(Int32(number))).lowercasedFirst)
        case CURLE_OPERATION_TIMEDOUT: self.init(.timeout, "no complete answer in time")
        case CURLE_PEER_FAILED_VERIFICATION: self.init(verifying: handle)
        case CURLE_SSL_CERTPROBLEM: self.init(.unusableCertificate, "the client certificate or key cannot be used")
        case CURLE_SSL_CACERT_BADFILE:
            self.init(.unusableCertificate, "the certificate authority file cannot be used")
        case CURLE_SSL_CONNECT_ERROR: self.init(.tls, "the TLS connection failed")
        case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE, CURLE_HTTP2,
            CURLE_HTTP2_STREAM:
            self.init(.broken, "the connection broke before the answer was complete")
        case CURLE_BAD_CONTENT_ENCODING: self.init(.other, "the answer's compression is broken")
        default: self.init(.other, String(cString: ccurl_easy_strerror(result)).lowercasedFirst)
        }
    }

    /// The certificate was refused; `CURLINFO_SSL_VERIFYRESULT` is OpenSSL's reason. Where the chain is good and
    /// libcurl found the name to be another, it is 0 or what it was set to before (1), or OpenSSL's own 62 to 64.
    private init(verifying handle: UnsafeMutableRawPointer) {
        var reason = 0
        ccurl_easy_getinfo_long(handle, CURLINFO_SSL_VERIFYRESULT, &reason)
        switch reason {
        case 0, 1, 62, 63, 64:
            self.init(.certificateForOtherName, "the server's certificate is for another name")
        case 9: self.init(.expiredCertificate, "the server's certificate is not valid yet")
        case 10: self.init(.expiredCertificate, "the server's certificate has expired")
        default: self.init(.untrustedCertificate, "the server's certificate is signed by an unknown authority")
        }
    }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
