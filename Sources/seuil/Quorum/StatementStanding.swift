import SeuilCore
import SeuilCrypto

/// Whether a certificate's signature under a statement would count, as far as the files at hand tell.
///
/// A founding names all who may sign it. A change is approved by those who decide until then, and a withdrawal by one
/// of them: neither names them. The instance does that it lies in, and so does the statement before a change, which
/// the change names by its digest.
enum StatementStanding {
    case decides
    /// Among whom it should be, and is not.
    case stranger(String)
    /// Nothing at hand names those who decide.
    case unknown(String)

    init(of certificate: Certificate, in file: StatementFile) {
        switch file.statement {
        case .founding(let founding):
            self =
                founding.quorum.certificates.contains(certificate)
                ? .decides : .stranger("that the founding names")
        case .quorum(let change):
            if change.quorum.certificates.contains(certificate) {
                self = .decides
            } else if let deciding = DecidingSigners.certificates(besideStatement: file.path) {
                self =
                    deciding.contains(certificate)
                    ? .decides : .stranger("that the change names, nor of the instance's signers")
            } else if let before = DecidingSigners.quorum(before: change, beside: file.path) {
                self =
                    before.certificates.contains(certificate)
                    ? .decides
                    : .stranger("that the change names, nor of those who decide until then")
            } else {
                self = .unknown(
                    "the change does not name this certificate, and nothing here says who decides until then"
                )
            }
        case .withdrawal:
            guard let deciding = DecidingSigners.certificates(besideStatement: file.path) else {
                self = .unknown(
                    "nothing here says whether this certificate is one of those who decide")
                return
            }
            self =
                deciding.contains(certificate) ? .decides : .stranger("of the instance's signers")
        }
    }
}
