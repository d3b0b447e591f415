#!/bin/sh
# Makes the certificates of the tests anew with the openssl command: sh make.sh, in this directory.
# The published vectors hold some of them, so that they change, too. The keys protect nothing.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
touch "$work/index.txt"
echo 1000 > "$work/serial"
echo 01 > "$work/crlnumber"

cat > "$work/ca.cnf" <<CNF
[ca]
default_ca = d
[d]
dir = $work
database = $work/index.txt
serial = $work/serial
crlnumber = $work/crlnumber
new_certs_dir = $work
default_md = sha256
policy = p
unique_subject = no
default_crl_days = 10000
[p]
commonName = supplied
[req]
distinguished_name = dn
[dn]
CNF

START=20260101000000Z
END=20560101000000Z

# key NAME BITS
key() {
  openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:"$2" -out "$work/$1.pem" 2>/dev/null
  openssl pkcs8 -topk8 -nocrypt -in "$work/$1.pem" -outform DER -out "$1.key"
}

# root NAME [SUBJECT]: self-signed
root() {
  key "$1" 2048
  printf 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n' > "$work/ext"
  openssl req -new -config "$work/ca.cnf" -key "$work/$1.pem" -subj "/CN=${2:-$1}" -out "$work/csr"
  openssl ca -batch -notext -config "$work/ca.cnf" -selfsign -keyfile "$work/$1.pem" -in "$work/csr" \
    -startdate $START -enddate $END -extfile "$work/ext" -out "$work/$1.crt" 2>/dev/null
  openssl x509 -in "$work/$1.crt" -outform DER -out "$1.cer"
}

# issue NAME ISSUER BITS FROM TO EXTENSIONS
issue() {
  key "$1" "$3"
  printf '%b' "$6" > "$work/ext"
  openssl req -new -config "$work/ca.cnf" -key "$work/$1.pem" -subj "/CN=$1" -out "$work/csr"
  openssl ca -batch -notext -config "$work/ca.cnf" -cert "$work/$2.crt" -keyfile "$work/$2.pem" \
    -in "$work/csr" -startdate "$4" -enddate "$5" -extfile "$work/ext" -out "$work/$1.crt" 2>/dev/null
  openssl x509 -in "$work/$1.crt" -outform DER -out "$1.cer"
}

BOTH='keyUsage=critical,digitalSignature,keyEncipherment\n'
root root
root stranger
# Has the name of sub, and another key.
root sub-namesake sub
issue sub root 2048 $START $END 'basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n'
issue alice root 2048 $START $END "${BOTH}subjectAltName=URI:sip:alice@example.com\n"
issue bob root 2048 $START $END "${BOTH}subjectAltName=URI:sip:bob@example.com\n"
issue bob-sign sub 2048 $START $END 'keyUsage=critical,digitalSignature\nsubjectAltName=URI:sip:bob@example.com\n'
issue bob-encr sub 2048 $START $END 'keyUsage=critical,keyEncipherment\nsubjectAltName=URI:sip:bob@example.com\n'
issue carol root 2048 $START $END "${BOTH}subjectAltName=email:carol@example.com,URI:sip:carol@example.com\n"
issue dave root 2048 $START $END "${BOTH}subjectAltName=otherName:1.3.6.1.4.1.311.20.2.3;UTF8:dave@example.com\n"
issue nameless root 2048 $START $END "$BOTH"
issue alice-expired root 2048 20250101000000Z 20260201000000Z "${BOTH}subjectAltName=URI:sip:alice@example.com\n"
issue alice-future root 2048 20550101000000Z $END "${BOTH}subjectAltName=URI:sip:alice@example.com\n"
issue alice-revoked root 2048 $START $END "${BOTH}subjectAltName=URI:sip:alice@example.com\n"
issue alice-weak root 1024 $START $END "${BOTH}subjectAltName=URI:sip:alice@example.com\n"
issue alice-crl-only root 2048 $START $END 'keyUsage=critical,cRLSign\nsubjectAltName=URI:sip:alice@example.com\n'
issue alice-stranger stranger 2048 $START $END "${BOTH}subjectAltName=URI:sip:alice@example.com\n"

openssl ca -config "$work/ca.cnf" -cert "$work/root.crt" -keyfile "$work/root.pem" -revoke "$work/alice-revoked.crt" 2>/dev/null
# Revoked at a time that every test's clock has passed.
sed "s/^\(R	[^	]*	\)[0-9]*Z/\1260102000000Z/" "$work/index.txt" > "$work/index.new"
mv "$work/index.new" "$work/index.txt"
openssl ca -config "$work/ca.cnf" -cert "$work/root.crt" -keyfile "$work/root.pem" -gencrl \
  -crl_lastupdate $START -crl_nextupdate $END -out "$work/root.crl.pem" 2>/dev/null
openssl crl -in "$work/root.crl.pem" -outform DER -out root.crl
rm -f root.key sub.key sub-namesake.key stranger.key
