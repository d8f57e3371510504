import COpenSSL

/// The kind of a public key and its strength.
public enum KeyKind: Hashable, Sendable {
    /// RSA with a modulus of that many bits.
    case rsa(bits: Int)
    /// An elliptic curve that has a name: `P-256`, `P-384`, or OpenSSL's name of another.
    case ec(curveName: String)
    /// Anything else, such as Ed25519, RSA-PSS or a curve given by its parameters.
    case other

    /// The curve of Seuil's own keys (NIST P-256).
    public static let p256 = KeyKind.ec(curveName: "P-256")
    /// The stronger of the two curves that Seuil takes (NIST P-384).
    public static let p384 = KeyKind.ec(curveName: "P-384")
    /// The fewest bits of an RSA key that Seuil takes.
    public static let leastRSABits = 3072
    /// The most: what whoever hands over a certificate can make its reader compute has an end.
    public static let mostRSABits = 8192

    /// Whether Seuil signs with such keys and encrypts to them.
    public var isAccepted: Bool {
        switch self {
        case .rsa(let bits): (KeyKind.leastRSABits...KeyKind.mostRSABits).contains(bits)
        case .ec: self == .p256 || self == .p384
        case .other: false
        }
    }

    /// The kind of an `EVP_PKEY`.
    init(of key: OpaquePointer?) {
        // Safe: reads a live key.
        switch unsafe EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_RSA: self = unsafe .rsa(bits: Int(EVP_PKEY_get_bits(key)))
        case EVP_PKEY_EC:
            self = unsafe KeyKind.namedCurve(of: key).map { .ec(curveName: $0) } ?? .other
        default: self = .other
        }
    }

    private static func namedCurve(of key: OpaquePointer?) -> String? {
        var isExplicit: Int32 = 0
        var name = [CChar](repeating: 0, count: 64)
        var length = 0
        // Safe: the name's buffer is passed with its length, and ends with a zero.
        guard
            unsafe EVP_PKEY_get_int_param(
                key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &isExplicit) == 1,
            isExplicit == 0,
            unsafe EVP_PKEY_get_group_name(key, &name, name.count, &length) == 1
        else {
            ERR_clear_error()
            return nil
        }
        let text = String(
            decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return ["prime256v1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"][text] ?? text
    }
}
