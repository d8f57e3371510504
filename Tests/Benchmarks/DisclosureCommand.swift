import ArgumentParser
import Foundation

/// `seuil-bench disclosure`: time, memory and what is withheld against size, each case in a process of its own.
struct DisclosureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disclosure",
        abstract: "Protect invented releases of 100 to 100,000 cells.",
        discussion: """
            Each case runs in a process of its own, one after another. Its seconds are those of protecting \
            alone, the median of three where it takes less than two seconds.

            Example:
              scripts/bench disclosure --quick
              scripts/bench disclosure --sizes 10000 --shapes 2d-sparse --limit 600 --json
            """)

    @Flag(help: "The two smaller sizes only.")
    var quick = false

    @Option(help: "Sizes in cells, with commas between them (100,1100,10000,100000).")
    var sizes: String?

    @Option(help: "Shapes, with commas between them (2d-sparse,2d-dense,3d-sparse,3d-dense).")
    var shapes: String?

    @Option(help: "Seconds after which a case is given up.")
    var limit = 900

    @Flag(help: "Answer in JSON.")
    var json = false

    func validate() throws {
        if try chosenSizes().contains(where: { !(50...1_000_000).contains($0) }) {
            throw ValidationError("a size is a number of cells from 50 to 1000000")
        }
        _ = try chosenShapes()
        if limit < 1 { throw ValidationError("the limit is at least one second") }
    }

    func run() throws {
        var runs: [DisclosureRun] = []
        if !json { Terminal.line(DisclosureTable.header) }
        for shape in try chosenShapes() {
            for size in try chosenSizes() {
                let wanted = DisclosureCase(shape: shape, size: size)
                Terminal.progress("\(shape.name) of \(size) cells")
                let run = try ChildProcess.run(wanted, limit: limit)
                runs.append(run)
                // At once: what was measured outlives a command that is cut off.
                if !json { Terminal.line(DisclosureTable.line(of: run)) }
            }
        }
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            print(String(decoding: try encoder.encode(runs), as: UTF8.self))
        } else {
            Terminal.line(DisclosureTable.end(of: runs))
        }
    }

    private func chosenSizes() throws -> [Int] {
        guard let sizes else { return quick ? [100, 1_100] : [100, 1_100, 10_000, 100_000] }
        return try sizes.split(separator: ",").map { word in
            guard let size = Int(word) else {
                throw ValidationError("'\(word)' is not a number of cells")
            }
            return size
        }
    }

    private func chosenShapes() throws -> [DisclosureCase.Shape] {
        guard let shapes else { return DisclosureCase.Shape.all }
        return try shapes.split(separator: ",").map { word in
            guard let shape = DisclosureCase.Shape.all.first(where: { $0.name == word }) else {
                throw ValidationError("'\(word)' is not a shape")
            }
            return shape
        }
    }
}

/// `seuil-bench disclosure-case`: one case, in this process; what the other command starts.
struct DisclosureCaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disclosure-case", abstract: "Protect one invented release.",
        shouldDisplay: false)

    @Argument var shape: String
    @Argument var size: Int

    func run() throws {
        guard let shape = DisclosureCase.Shape.all.first(where: { $0.name == shape }) else {
            throw ValidationError("'\(shape)' is not a shape")
        }
        let result = try DisclosureCase(shape: shape, size: size).measured()
        print(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
    }
}

enum Terminal {
    /// Written at once, so that a long run can be followed.
    static func line(_ text: String) { FileHandle.standardOutput.write(Data("\(text)\n".utf8)) }

    static func progress(_ text: String) {
        FileHandle.standardError.write(Data("\(text)\n".utf8))
    }
}
