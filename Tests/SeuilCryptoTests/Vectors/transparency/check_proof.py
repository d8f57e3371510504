"""Checks a .tlog-proof against an entry and a log key, from the text of C2SP and RFC 6962 alone.

Usage: check_proof.py PROOF ENTRY VKEY. Prints the checkpoint's size; exits 1 when anything does not hold.
The signature is verified by the openssl command. It shares nothing with the program that it checks.
"""
import base64
import hashlib
import subprocess
import sys
import tempfile


def sha(data):
    return hashlib.sha256(data).digest()


def refuse(why):
    sys.exit(f"refused: {why}")


def subtree(index, size, leaf, path):
    """The root over `size` leaves as the recursive definition of RFC 6962 gives it from a path."""
    if size == 1:
        if path:
            refuse("the path is too long")
        return leaf
    if not path:
        refuse("the path is too short")
    split = 1
    while split * 2 < size:
        split *= 2
    if index < split:
        return sha(b"\x01" + subtree(index, split, leaf, path[:-1]) + path[-1])
    return sha(b"\x01" + path[-1] + subtree(index - split, size - split, leaf, path[:-1]))


def verify(public_key, signature, text):
    # SubjectPublicKeyInfo of an Ed25519 key: a fixed prefix and the 32 bytes (RFC 8410).
    der = bytes.fromhex("302a300506032b6570032100") + public_key
    with tempfile.TemporaryDirectory() as folder:
        for name, data in (("key", der), ("signature", signature), ("text", text)):
            with open(f"{folder}/{name}", "wb") as file:
                file.write(data)
        return subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey",
             f"{folder}/key", "-rawin", "-in", f"{folder}/text", "-sigfile",
             f"{folder}/signature"], capture_output=True).returncode == 0


def main():
    proof = open(sys.argv[1], encoding="utf-8", newline="").read()
    entry = open(sys.argv[2], "rb").read()
    name, key_id, key = sys.argv[3].split("+", 2)
    key = base64.b64decode(key, validate=True)
    head, _, note = proof.partition("\n\n")
    lines = head.split("\n")
    if len(lines) > 1 and lines[1].startswith("extra "):
        base64.b64decode(lines.pop(1)[6:], validate=True)
    if lines[0] != "c2sp.org/tlog-proof@v1" or not lines[1].startswith("index "):
        refuse("not a proof")
    path = [base64.b64decode(line, validate=True) for line in lines[2:]]
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    origin, size, root, end = text.split("\n")
    computed_id = sha(name.encode() + b"\n" + key)[:4]
    if key[:1] != b"\x01" or computed_id.hex() != key_id or origin != name or end:
        refuse("another log")
    for line in signatures.rstrip("\n").split("\n"):
        dash, signer, blob = line.split(" ")
        blob = base64.b64decode(blob, validate=True)
        if dash == "\u2014" and signer == name and blob[:4] == computed_id:
            if not verify(key[1:], blob[4:], text.encode()):
                refuse("the signature does not hold")
            break
    else:
        refuse("no signature of the log")
    index, size = int(lines[1][6:]), int(size)
    if not 0 <= index < size:
        refuse("no such entry")
    if subtree(index, size, sha(b"\x00" + entry), path) != base64.b64decode(root):
        refuse("the path does not lead to the root")
    print(size)


main()
