import Foundation
import Logging
import SeuilCore
import SeuilCrypto

extension CountingRoom {
    /// Takes the signed statements that lie ready: changes of the quorum, and withdrawals of recipients.
    ///
    /// What is not taken changes nothing but the status, which says why: signatures may still be missing.
    public func takeStatements() {
        refusedStatements = [:]
        guard let folder = layout.statements, !isShutDown, fault == nil else { return }
        do throws(VaultError) {
            for (name, statement, signed) in try StatementFolder(path: folder).statements() {
                take(statement, signed, named: name)
            }
        } catch {
            log(error, "the statements cannot be read")
        }
        publishDue()
    }

    private func take(_ statement: Statement?, _ signed: SignedStatement, named name: String) {
        do throws(StatementError) {
            guard let statement else { throw .refused(.malformed) }
            guard fault == nil else { return }
            if try site.take(statement, signed, at: settings.clock()) {
                settings.logger.info(
                    "a statement was taken", metadata: ["name": "\(name)"])
            }
        } catch {
            if case .vault(let error) = error { note(error) }
            refusedStatements[name] = error.description
            settings.logger.error(
                "a statement was not taken",
                metadata: ["name": "\(name)", "reason": "\(error)"])
        }
    }
}
