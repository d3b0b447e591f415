"""MIKEY messages of GStreamer (GstSdp). One request a line on standard input, one answer a line on standard output.

make CIPHER AUTH KEY   a message that carries KEY (hexadecimal, key and salt), in base64; "none" if refused
read BASE64            what GStreamer makes of a message: CIPHER AUTH RTCP-CIPHER RTCP-AUTH KEY; "none" if nothing
"""
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstSdp", "1.0")
from gi.repository import Gst, GstSdp  # noqa: E402


def make(cipher, auth, key):
    caps = Gst.Caps.from_string(
        f"application/x-srtp, srtp-key=(buffer){key}, srtp-cipher=(string){cipher}, srtp-auth=(string){auth}, "
        f"srtcp-cipher=(string){cipher}, srtcp-auth=(string){auth}"
    )
    try:
        return GstSdp.MIKEYMessage.new_from_caps(caps).base64_encode()
    except TypeError:  # the constructor returned NULL
        return "none"


def read(base64):
    _, media = GstSdp.SDPMedia.new()
    media.set_media("audio")
    media.set_proto("RTP/SAVP")
    media.add_attribute("key-mgmt", "mikey " + base64)
    caps = Gst.Caps.from_string("application/x-srtp")
    if media.attributes_to_caps(caps) != GstSdp.SDPResult.OK:
        return "none"
    structure = caps.get_structure(0)
    names = ["srtp-cipher", "srtp-auth", "srtcp-cipher", "srtcp-auth"]
    if not all(structure.has_field(name) for name in names + ["srtp-key"]):
        return "none"
    # A GstBuffer cannot be taken out of a structure in Python; its text is the octets in hexadecimal.
    for field in structure.to_string().split(", "):
        if field.startswith("srtp-key=(buffer)"):
            key = field.removeprefix("srtp-key=(buffer)")
    return " ".join([structure.get_string(name) for name in names] + [key])


def main():
    Gst.init(None)
    verbs = {"make": make, "read": read}
    for line in sys.stdin:
        verb, *arguments = line.split()
        print(verbs[verb](*arguments), flush=True)


main()
