#!/usr/bin/env python3
"""Prints test/identity_vectors.h from the values that the Java tests use, and docs/vectors: run it in this directory."""
import json

ROOT = "../../../"
CRYPTO = ROOT + "mikey-core/src/test/resources/org/mikeyhsm/crypto/"


def load(path):
    with open(path) as f:
        return json.load(f)


def row(*fields):
    print("    {" + ",\n     ".join('"' + f + '"' for f in fields) + "},")


def main():
    sakke, eccsi, mcx = (load(CRYPTO + n + ".json") for n in ("rfc6508", "rfc6507", "mcx"))
    own_sakke, own_eccsi = load(ROOT + "docs/vectors/sakke.json"), load(ROOT + "docs/vectors/eccsi.json")
    message = mcx["i_messages"][0]
    users = {u["UserUri"]: u for u in mcx["users"]}
    alice = users[message["responder"]]
    print("/* Printed by identity_vectors.py. Empty where the value is not published. */")
    print("static const struct sakke_vector {\n  const char *z, *public_key, *id, *rsk, *ssv, *data;\n} sakke_vectors[] = {")
    print("    /* RFC 6508 Appendix A */")
    row(sakke["z"].zfill(256), "04" + sakke["Zx"] + sakke["Zy"], sakke["b"], "04" + sakke["Kbx"] + sakke["Kby"],
        sakke["SSV"], "04" + sakke["Rbx"] + sakke["Rby"] + sakke["H"])
    for name, v in own_sakke["vectors"].items():
        print("    /* docs/vectors/sakke.json: %s */" % name)
        row(own_sakke["z"], own_sakke["Z"], own_sakke["b"], own_sakke["K"], v["ssv"], v["encapsulated"])
    print("    /* %s */" % mcx["source"].split(" (")[0])
    row("", mcx["kms"]["PubEncKey"], alice["UserID"], alice["UserDecryptKey"], message["key"], message["sakke"])
    print("};")
    print("static const struct eccsi_vector {\n  const char *ksak, *kpak, *id, *v, *ssk, *pvt, *message, *j, *signature;\n"
          "} eccsi_vectors[] = {")
    print("    /* RFC 6507 Appendix A */")
    row(eccsi["KSAK"].zfill(64), eccsi["KPAK"], eccsi["ID"], eccsi["v"].zfill(64), eccsi["SSK"], eccsi["PVT"], eccsi["M"],
        eccsi["j"].zfill(64), eccsi["Sig"])
    for name, v in own_eccsi["vectors"].items():
        print("    /* docs/vectors/eccsi.json: %s */" % name)
        row(own_eccsi["KSAK"], own_eccsi["KPAK"], own_eccsi["ID"], v["v"], v["SSK"], v["PVT"], v["M"], v["j"], v["signature"])
    for user in mcx["users"]:
        print("    /* %s */" % mcx["source"].split(" (")[0])
        signs = user["UserUri"] == message["initiator"]
        row("", mcx["kms"]["PubAuthKey"], user["UserID"], "", user["UserSigningKeySSK"], user["UserPubTokenPVT"],
            message["signed"] if signs else "", "", message["signature"] if signs else "")
    print("};")


main()
