import COpenSSL
import Foundation

extension Certificate {
    /// Reads what Seuil needs from an `X509`, which stays the caller's.
    init(reading x509: OpaquePointer, der: [UInt8]) throws(CryptoError) {
        // Safe throughout: `x509` is alive during the call, and everything is copied out of it.
        guard let notBefore = unsafe Date(asn1Time: X509_get0_notBefore(x509)),
            let notAfter = unsafe Date(asn1Time: X509_get0_notAfter(x509)), notBefore <= notAfter,
            let key = unsafe X509_get0_pubkey(x509),
            let encodedKey = unsafe derEncoding({
                unsafe i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509), $0)
            }),
            // The object is this call's own, so that its key may be written in another form.
            let keyInfo = unsafe canonicalKeyInfo(of: key),
            let issuer = unsafe derEncoding({
                unsafe i2d_X509_NAME(X509_get_issuer_name(x509), $0)
            }),
            let serial = unsafe derEncoding({
                unsafe i2d_ASN1_INTEGER(X509_get0_serialNumber(x509), $0)
            })
        else {
            ERR_clear_error()
            throw .malformed(.certificate)
        }
        self.der = der
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.keyKind = unsafe KeyKind(of: key)
        self.keyUsage = unsafe KeyUsage(rawValue: X509_get_key_usage(x509))
        self.publicKeyFingerprint = .sha256(keyInfo)
        self.hasCanonicalKey = encodedKey == keyInfo
        self.issuerAndSerial = DER.sequence(issuer + serial)
        self.subjectCommonName = unsafe Certificate.commonName(X509_get_subject_name(x509))
        // Extensions that cannot be read would silently allow everything.
        guard unsafe X509_get_extension_flags(x509) & UInt32(EXFLAG_INVALID) == 0 else {
            throw .malformed(.certificate)
        }
    }

    /// The first common name in an X.500 name.
    static func commonName(_ name: OpaquePointer?) -> String? {
        let index = unsafe X509_NAME_get_index_by_NID(name, NID_commonName, -1)
        guard index >= 0 else { return nil }
        let data = unsafe X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index))
        var text: UnsafeMutablePointer<UInt8>?
        // Safe: OpenSSL allocates the text, and it is freed once copied.
        let byteCount = unsafe ASN1_STRING_to_UTF8(&text, data)
        defer { unsafe seuil_free(text) }
        guard byteCount >= 0 else { return nil }
        return unsafe String(
            decoding: UnsafeBufferPointer(start: text, count: Int(byteCount)), as: UTF8.self)
    }

    /// Gives `body` this certificate as an `X509` of its own, freed afterwards.
    ///
    /// An object for each use, since OpenSSL writes caches into it.
    func withX509<R>(_ body: (OpaquePointer) throws(CryptoError) -> R) throws(CryptoError) -> R {
        let x509 = unsafe decode(
            der, with: { unsafe d2i_X509(nil, $0, $1) }, freeing: { unsafe X509_free($0) })
        guard let x509 = unsafe x509 else { throw .malformed(.certificate) }
        defer { unsafe X509_free(x509) }
        return try unsafe body(x509)
    }
}

extension Date {
    /// The moment of an `ASN1_TIME`, or nil when it is none.
    init?(asn1Time time: UnsafePointer<ASN1_TIME>?) {
        let epoch = unsafe ASN1_TIME_set(nil, 0)
        defer { unsafe ASN1_TIME_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        // Safe: both times are alive; a null time would mean "now", hence the check.
        guard unsafe time != nil, unsafe ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else {
            return nil
        }
        self.init(timeIntervalSince1970: Double(days) * 86_400 + Double(seconds))
    }

    /// A new `ASN1_TIME` of this moment in whole seconds, which the caller frees.
    func asn1Time() -> UnsafeMutablePointer<ASN1_TIME>? {
        let seconds = timeIntervalSince1970.rounded(.down)
        // The year 9999 is the last that the form can say.
        guard (-62_167_219_200..<253_402_300_800).contains(seconds) else { return nil }
        return unsafe ASN1_TIME_set(nil, Int(seconds))
    }
}
