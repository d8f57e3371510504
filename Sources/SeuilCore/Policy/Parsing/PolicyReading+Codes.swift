// Code lists, written in the policy or in a file that it names.
extension PolicyReading {
    /// The code list that `codes` says, with the leaves that SDMX reserves.
    func codelist(
        _ name: String, _ map: YAMLMapping, member: Int?, hasOther: Bool
    ) -> Codelist? {
        guard let node = map["codes"] else { return nil }
        let isRequired = member.map { members[$0].isRequired } ?? false
        if case .scalar(let path) = node.content {
            guard let file = codelistFile(path, node.span) else { return nil }
            let levels = readLevelNames(map["levels"], of: file)
            return levels.map {
                file.tree.codelist(hasUnknown: !isRequired, hasOther: hasOther, levels: $0)
            }
        }
        refuse(["levels"], in: map, "a list in the policy has one level")
        return inlineTree(node).map {
            $0.codelist(hasUnknown: !isRequired, hasOther: hasOther)
        }
    }

    /// `[F, M, X]`, or `{ F: { fr, en }, … }`.
    private func inlineTree(_ node: YAMLNode) -> CodelistTree? {
        var tree = CodelistTree()
        var seen: Set<String> = []
        var isSound = true
        func add(_ code: String, _ span: SourceSpan, _ label: LocalizedText?) {
            guard PolicyNames.isCode(code) else {
                reader.error(
                    "'\(code)' cannot be a code", at: span,
                    hint:
                        "a code is up to 32 ASCII letters, digits and . _ + - and begins with a letter or digit"
                )
                isSound = false
                return
            }
            guard seen.insert(code).inserted else {
                reader.error("the code '\(code)' appears twice", at: span)
                isSound = false
                return
            }
            tree.add(code, label ?? LocalizedText(fr: code, en: code))
        }
        switch node.content {
        case .mapping(let entries):
            for entry in entries {
                let label = text(
                    entry.value, "the label of '\(entry.key)'", limit: PolicyLimits.labelLength)
                if label == nil { isSound = false }
                add(entry.key, entry.keySpan, label)
            }
            if entries.isEmpty { reader.error("codes must not be empty", at: node.span) }
        case .sequence(let elements):
            for element in elements {
                guard let code = reader.string(element, "a code") else {
                    isSound = false
                    continue
                }
                add(code, element.span, nil)
            }
            if elements.isEmpty { reader.error("codes must not be empty", at: node.span) }
        default:
            reader.error("codes must be a list [ , ] or the name of a file", at: node.span)
        }
        return isSound && !seen.isEmpty ? tree : nil
    }

    /// The code list file at `path`, read once however often it is named.
    private func codelistFile(_ path: String, _ span: SourceSpan) -> CodelistFile? {
        guard PolicyNames.isPath(path, in: "codes", suffix: ".csv") else {
            reader.error(
                "'\(path)' cannot be a code list", at: span,
                hint: "code lists are files codes/NAME.csv beside the policy")
            return nil
        }
        guard let bytes = files[path] else {
            reportMissing(path, span)
            return nil
        }
        namedFiles.insert(path)
        if let known = codelistFiles[path] { return known }
        var file: CodelistFile?
        do throws(Diagnostics) {
            let read = try CodelistFile(bytes: bytes, file: path)
            read.diagnostics.forEach(reader.add)
            file = read.diagnostics.isEmpty ? read : nil
        } catch {
            error.list.forEach(reader.add)
        }
        codelistFiles[path] = .some(file)
        return file
    }

    func reportMissing(_ path: String, _ span: SourceSpan) {
        missingFiles.insert(path)
        reader.error(
            "the file '\(path)' is missing", at: span,
            hint: LikelyWord.hint(for: path, among: files.paths))
    }

    /// The codes of each named level, from the top; `nil` when the names are wrong.
    private func readLevelNames(
        _ node: YAMLNode?, of file: CodelistFile
    ) -> [String: Set<String>]? {
        guard let node else { return [:] }
        guard let elements = reader.list(node, "levels") else { return nil }
        let levels = file.levels
        guard elements.count == levels.count else {
            reader.error(
                "the code list has \(levels.count) level\(levels.count == 1 ? "" : "s"), and \(elements.count) are named",
                at: node.span)
            return nil
        }
        var named: [String: Set<String>] = [:]
        for (element, codes) in zip(elements, levels) {
            guard let name = word(element, "a level", PolicyNames.isColumnWord) else { return nil }
            guard named.updateValue(codes, forKey: name) == nil else {
                reader.error("'\(name)' appears twice", at: element.span)
                return nil
            }
        }
        return named
    }
}
