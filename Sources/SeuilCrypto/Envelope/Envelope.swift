/// A signed message that only its recipients can read.
///
/// RFC 5652 SignedData (content inside, ECDSA P-256 with SHA-256, the signer's certificate along) within
/// RFC 5083 AuthEnvelopedData (AES-256-GCM, RFC 5084). Recipients are RSA keys from 3,072 bits (OAEP,
/// SHA-256 throughout) and the curves P-256 and P-384 (ephemeral-static, X9.63 KDF with SHA-256, AES-256
/// key wrap, RFC 5753). The signature lies inside, so that only recipients learn who signed; and whoever
/// can read can seal the content anew for others, so the content itself must name its recipients.
///
/// Stock OpenSSL opens it in two steps:
///
///     openssl cms -decrypt -inform DER -in FILE.p7m -inkey KEY.pem -recip CERT.pem -out signed.der
///     openssl cms -verify -inform DER -in signed.der -CAfile SITE.pem -purpose any -out content
public enum Envelope {
}
