// What Seuil uses of OpenSSL's libcrypto, and the macros of it that Swift cannot import.
#ifndef SEUIL_COPENSSL_SHIM_H
#define SEUIL_COPENSSL_SHIM_H

#include <malloc.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/pem.h>
// After pem.h, or it declares no PEM functions.
#include <openssl/cms.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/prctl.h>
#include <sys/resource.h>

// Memory that a BIO holds; valid until the BIO is next written or freed.
static inline long seuil_bio_contents(BIO *bio, const unsigned char **start) {
    char *data = NULL;
    long length = BIO_get_mem_data(bio, &data);
    *start = (const unsigned char *)data;
    return length;
}

// Gives the whole process another source of random numbers, or its own back. OpenSSL 3 deprecates the function and has
// no other for what a rehearsal needs: the same keys again.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
static inline void seuil_set_randomness(int (*fill)(unsigned char *buffer, int count)) {
    static RAND_METHOD method;
    method.bytes = fill;
    method.pseudorand = fill;
    RAND_set_rand_method(fill ? &method : RAND_OpenSSL());
}
#pragma GCC diagnostic pop

// Typed stacks are macros over OPENSSL_STACK.
static inline int seuil_certificate_count(const STACK_OF(X509) *stack) {
    return sk_X509_num(stack);
}
static inline X509 *seuil_certificate_at(const STACK_OF(X509) *stack, int index) {
    return sk_X509_value(stack, index);
}
static inline void seuil_certificates_free(STACK_OF(X509) *stack) {
    sk_X509_pop_free(stack, X509_free);
}
static inline int seuil_signer_count(const STACK_OF(CMS_SignerInfo) *stack) {
    return sk_CMS_SignerInfo_num(stack);
}
static inline CMS_SignerInfo *seuil_signer_at(const STACK_OF(CMS_SignerInfo) *stack, int index) {
    return sk_CMS_SignerInfo_value(stack, index);
}
static inline int seuil_recipient_count(const STACK_OF(CMS_RecipientInfo) *stack) {
    return sk_CMS_RecipientInfo_num(stack);
}
static inline CMS_RecipientInfo *seuil_recipient_at(
    const STACK_OF(CMS_RecipientInfo) *stack, int index) {
    return sk_CMS_RecipientInfo_value(stack, index);
}
static inline int seuil_encrypted_key_count(const STACK_OF(CMS_RecipientEncryptedKey) *stack) {
    return sk_CMS_RecipientEncryptedKey_num(stack);
}
static inline CMS_RecipientEncryptedKey *seuil_encrypted_key_at(
    const STACK_OF(CMS_RecipientEncryptedKey) *stack, int index) {
    return sk_CMS_RecipientEncryptedKey_value(stack, index);
}

// One HMAC-SHA-256 context under a key; its parameters are an array of a C union.
static inline EVP_MAC_CTX *seuil_hmac_sha256(const unsigned char *key, size_t length) {
    EVP_MAC *mac = EVP_MAC_fetch(NULL, OSSL_MAC_NAME_HMAC, NULL);
    EVP_MAC_CTX *context = mac == NULL ? NULL : EVP_MAC_CTX_new(mac);
    EVP_MAC_free(mac);  // The context holds a reference of its own.
    char digest[] = "SHA256";
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    // A null key would mean "keep the present one", so an empty key must not be null.
    static const unsigned char none[1] = {0};
    if (context != NULL
        && EVP_MAC_init(context, key == NULL ? none : key, length, parameters) != 1) {
        EVP_MAC_CTX_free(context);
        return NULL;
    }
    return context;
}

// OPENSSL_secure_clear_free and its like are macros that add the caller's file and line.
static inline void *seuil_secure_malloc(size_t length) { return OPENSSL_secure_malloc(length); }
static inline void *seuil_malloc(size_t length) { return OPENSSL_malloc(length); }
static inline void seuil_secure_free(void *memory, size_t length) {
    // Falls back to OPENSSL_clear_free for memory that lies outside the locked arena.
    OPENSSL_secure_clear_free(memory, length);
}
static inline void seuil_free(void *memory) { OPENSSL_free(memory); }

// prctl is variadic, and glibc gives setrlimit's first argument a type that differs by language.
static inline int seuil_forbid_dumps(void) {
    struct rlimit none = {0, 0};
    int core = setrlimit(RLIMIT_CORE, &none);
    int dumpable = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    return core == 0 && dumpable == 0;
}
// glibc's own wiping of whatever is freed; elsewhere there is none.
static inline int seuil_overwrite_freed(void) {
#ifdef M_PERTURB
    return mallopt(M_PERTURB, 0x5A);
#else
    return 0;
#endif
}
static inline int seuil_is_dumpable(void) { return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0); }

#endif
