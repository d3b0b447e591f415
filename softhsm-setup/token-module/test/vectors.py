#!/usr/bin/env python3
"""Prints test/vectors.h: expected values by Python's hmac, written from RFC 3830 4.1.2, not from this module."""
import hashlib
import hmac

PROBE = b"mikey-hsm probe"


def p(s, label, length, h):
    out, a = b"", label
    while len(out) < length:
        a = hmac.new(s, a, h).digest()
        out += hmac.new(s, a + label, h).digest()
    return out[:length]


def prf(inkey, label, length, h):
    out = bytes(length)
    for i in range(0, len(inkey), 32):
        out = bytes(x ^ y for x, y in zip(out, p(inkey[i : i + 32], label, length, h)))
    return out


def c(octets):
    return '"' + "".join("\\x%02x" % o for o in octets) + '"'


def main():
    rand = bytes(range(0x10, 0x20))
    auth = bytes.fromhex("2D22AC75FF01020304") + rand
    salt = bytes.fromhex("39A2C14B0701020304") + rand
    print("/* Printed by vectors.py. Octet i of an inkey is 7 * i + 3; the label is constant || cs_id || csb_id || RAND. */")
    print("static const struct prf_vector {")
    print("  unsigned func;\n  size_t inkey_len;\n  const char *mac; /* HMAC-SHA-1 of PROBE under 20 octets of auth_key */")
    print("  const char *salt; /* 14 octets of salting key */\n} prf_vectors[] = {")
    for func, h in ((0, hashlib.sha1), (1, hashlib.sha256)):
        for n in (1, 16, 20, 30, 32, 33, 48, 64, 65, 96, 128, 192, 256, 1024):
            inkey = bytes((7 * i + 3) & 0xFF for i in range(n))
            mac = hmac.new(prf(inkey, auth, 20, h), PROBE, hashlib.sha1).digest()
            print("    {%d, %d, %s,\n     %s}," % (func, n, c(mac), c(prf(inkey, salt, 14, h))))
    print("};")


main()
