import COpenSSL

// One key, one name. X.509 lets the same public key be encoded in several ways: a point compressed or not, RSA with
// or without the NULL of its parameters. Who counts keys by their encoding counts such a key twice.

/// The SubjectPublicKeyInfo of `key` in the one form that its fingerprint is computed from: the key's numbers encoded
/// anew, points uncompressed.
///
/// Leaves the form set in `key`, which must be the caller's alone.
func canonicalKeyInfo(of key: OpaquePointer) -> [UInt8]? {
    // Safe throughout: `key` is alive, and everything is copied out of it.
    if unsafe EVP_PKEY_get_base_id(key) == EVP_PKEY_EC {
        let isSet = unsafe EVP_PKEY_set_utf8_string_param(
            key, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
            OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED)
        guard isSet == 1 else {
            ERR_clear_error()
            return nil
        }
    }
    return unsafe derEncoding { unsafe i2d_PUBKEY(key, $0) }
}
