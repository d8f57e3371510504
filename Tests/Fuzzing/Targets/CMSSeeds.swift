internal import SeuilCrypto

/// What a fuzzer of the CMS reader begins with: this run's own envelope, signatures and certificates.
///
/// Their keys are gone once the program ends; to the next run they are a stranger's.
public enum CMSSeeds {
    /// Names of files, and what is in them.
    public static var files: [(name: String, bytes: [UInt8])] {
        let site = TestSite.shared
        let reader = site.readers[0].certificate
        let signed = site.signed("fuzz.seuil.example\n1\n")?.bytes ?? []
        return [
            ("envelope", input(.envelope, site.envelope)),
            ("signed-data", input(.signedData, site.signedData)),
            ("signature-der", input(.signature, site.signature)),
            ("signature-pem", input(.signature, site.signaturePEM)),
            ("certificate-ec", input(.certificate, reader.der)),
            ("certificate-pem", input(.certificate, reader.pem)),
            ("certificate-rsa", input(.certificate, site.readers[1].certificate.der)),
            ("not-cms", input(.signature, signed)),
        ]
    }

    private static func input(_ layer: CMSInput.Layer, _ bytes: [UInt8]) -> [UInt8] {
        Array(String(layer.rawValue).utf8) + bytes
    }
}
