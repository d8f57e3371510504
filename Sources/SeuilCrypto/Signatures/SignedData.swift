import COpenSSL
import Foundation

// RFC 5652 SignedData as Seuil writes and reads it: content type data, SHA-256, signed attributes.
// Without signed attributes the encoding of somebody's attributes could be passed off as content.

/// A new SignedData over content that is known by its digest, signed by one certificate, which the
/// caller frees.
func makeSignedData(
    over digest: Digest, by certificate: Certificate, key: PrivateKey, at time: Date
) throws(CryptoError) -> OpaquePointer {
    // Safe: without content, signers and certificates this only makes an empty structure.
    let flags = UInt32(CMS_PARTIAL | CMS_BINARY | CMS_DETACHED)
    guard let cms = unsafe CMS_sign(nil, nil, nil, nil, flags) else { throw .library(.signing) }
    do throws(CryptoError) {
        try unsafe addSigner(to: cms, over: digest, certificate: certificate, key: key, at: time)
    } catch {
        unsafe CMS_ContentInfo_free(cms)
        throw error
    }
    return unsafe cms
}

/// Adds a signature and its certificate to a SignedData.
///
/// - Throws: ``CryptoError/malformed(_:)`` when another certificate of the same issuer and number is there: nobody
///   could tell under which of them the new signature is, and stock OpenSSL takes either.
func addSigner(
    to cms: OpaquePointer, over digest: Digest, certificate: Certificate, key: PrivateKey,
    at time: Date
) throws(CryptoError) {
    try certificate.checkSigner()
    guard certificate.matches(key: key) else { throw .keyMismatch }
    let embedded = unsafe embeddedCertificates(of: cms)
    let isPresent = embedded.contains(certificate)
    guard
        embedded.allSatisfy({
            $0 == certificate || $0.issuerAndSerial != certificate.issuerAndSerial
        })
    else { throw .malformed(.signature) }
    let flags = UInt32(CMS_PARTIAL | CMS_NOSMIMECAP | (isPresent ? CMS_NOCERTS : 0))
    let signingTime = unsafe time.asn1Time()
    defer { unsafe ASN1_TIME_free(signingTime) }
    let isSigned = try unsafe certificate.withX509 { x509 in
        // Safe: OpenSSL copies the attributes and takes references of its own to key and certificate.
        withExtendedLifetime(key) {
            guard let signer = unsafe CMS_add1_signer(cms, x509, key.pointer, EVP_sha256(), flags),
                let signingTime = unsafe signingTime
            else { return false }
            return unsafe CMS_signed_add1_attr_by_NID(
                signer, NID_pkcs9_contentType, V_ASN1_OBJECT,
                UnsafeRawPointer(OBJ_nid2obj(NID_pkcs7_data)), -1) == 1
                && CMS_signed_add1_attr_by_NID(
                    signer, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING, digest.bytes,
                    Int32(Digest.byteCount)) == 1
                && CMS_signed_add1_attr_by_NID(
                    signer, NID_pkcs9_signingTime, signingTime.pointee.type, signingTime, -1) == 1
                && CMS_SignerInfo_sign(signer) == 1
        }
    }
    guard isSigned else { throw .library(.signing) }
}

/// The certificates that a SignedData carries along; what they say is not trusted for that.
func embeddedCertificates(of cms: OpaquePointer) -> [Certificate] {
    let stack = unsafe CMS_get1_certs(cms)
    defer { unsafe seuil_certificates_free(stack) }
    // Safe: the stack is ours until freed above. Null counts as −1.
    return unsafe (0..<max(0, seuil_certificate_count(stack))).compactMap { index in
        let x509 = unsafe seuil_certificate_at(stack, index)
        let der = unsafe derEncoding { unsafe i2d_X509(x509, $0) }
        return der.flatMap { try? Certificate(der: $0) }
    }
}

/// The signatures in a SignedData, alive as long as it is.
func signers(of cms: OpaquePointer) -> [OpaquePointer] {
    let stack = unsafe CMS_get0_SignerInfos(cms)
    return unsafe (0..<max(0, seuil_signer_count(stack))).compactMap {
        unsafe seuil_signer_at(stack, $0)
    }
}

/// Whether a ContentInfo is a SignedData whose content is plain data.
func isSignedData(_ cms: OpaquePointer) -> Bool {
    unsafe OBJ_obj2nid(CMS_get0_type(cms)) == NID_pkcs7_signed
        && OBJ_obj2nid(CMS_get0_eContentType(cms)) == NID_pkcs7_data
}

/// Whether a signature says that it was made under a certificate of this issuer and number; nothing proves that.
func isNamed(_ certificate: Certificate, by signer: OpaquePointer) -> Bool {
    // Safe: both are alive during the call, which compares and keeps nothing.
    let isNamed = try? unsafe certificate.withX509 { x509 in
        unsafe CMS_SignerInfo_cert_cmp(signer, x509) == 0
    }
    return isNamed ?? false
}

/// Whether a signature is by the key of `certificate`, over content with this digest.
///
/// Says nothing of whether the certificate is trusted, or valid at any time.
func holds(_ signer: OpaquePointer, over digest: Digest, by certificate: Certificate) -> Bool {
    defer { ERR_clear_error() }
    guard unsafe digestAlgorithm(of: signer) == NID_sha256,
        unsafe attribute(NID_pkcs9_contentType, V_ASN1_OBJECT, of: signer).map({
            unsafe OBJ_obj2nid(OpaquePointer($0)) == NID_pkcs7_data
        }) == true,
        unsafe attribute(NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING, of: signer).map({
            unsafe contents(of: UnsafePointer($0.assumingMemoryBound(to: ASN1_STRING.self)))
        }) == digest.bytes
    else { return false }
    let isVerified = try? unsafe certificate.withX509 { x509 in
        // Safe: the signature takes a reference of its own to the certificate.
        guard unsafe CMS_SignerInfo_cert_cmp(signer, x509) == 0 else { return false }
        unsafe CMS_SignerInfo_set1_signer_cert(signer, x509)
        return unsafe CMS_SignerInfo_verify(signer) == 1
    }
    return isVerified ?? false
}

/// When the signer says that it signed, or nil when it does not.
func signingTime(of signer: OpaquePointer) -> Date? {
    for form in [V_ASN1_UTCTIME, V_ASN1_GENERALIZEDTIME] {
        if let time = unsafe attribute(NID_pkcs9_signingTime, form, of: signer) {
            return unsafe Date(
                asn1Time: UnsafePointer(time.assumingMemoryBound(to: ASN1_TIME.self)))
        }
    }
    return nil
}

/// Whether anything is signed beside the content, such as the time of signing.
func hasAttributes(_ signer: OpaquePointer) -> Bool {
    // Safe: it only counts; −1 where there is no list.
    unsafe CMS_signed_get_attr_count(signer) > 0
}

private func digestAlgorithm(of signer: OpaquePointer) -> Int32 {
    var algorithm: UnsafeMutablePointer<X509_ALGOR>?
    // Safe: the algorithm belongs to the signature, which is alive.
    unsafe CMS_SignerInfo_get0_algs(signer, nil, nil, &algorithm, nil)
    var name: OpaquePointer?
    unsafe X509_ALGOR_get0(&name, nil, nil, algorithm)
    return unsafe OBJ_obj2nid(name)
}

/// The value of a signed attribute that occurs once, with one value of this type; null otherwise.
private func attribute(
    _ kind: Int32, _ type: Int32, of signer: OpaquePointer
) -> UnsafeMutableRawPointer? {
    // −3: neither a second attribute of the kind nor a second value in it.
    unsafe CMS_signed_get0_data_by_OBJ(signer, OBJ_nid2obj(kind), -3, type)
}
