#!/bin/sh
# Makes the certificates of test/fixtures/tls again, with openssl. The keys protect nothing.
set -eu
out=$(dirname "$0")/../test/fixtures/tls
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
FAR=20991231235959Z
: >"$work/index.txt"
cat >"$work/ca.cnf" <<CNF
[ca]
default_ca = it
[it]
database = $work/index.txt
new_certs_dir = $work
rand_serial = yes
default_md = sha256
unique_subject = no
policy = any
[any]
commonName = supplied
[authority]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[loopback]
subjectAltName = DNS:localhost,IP:127.0.0.1
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[elsewhere]
subjectAltName = DNS:vendor.example
CNF
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }
# sign <name> <subject> <extensions> <issuer, or itself> <from> <to>
sign() {
  key "$work/$1.key"
  openssl req -new -key "$work/$1.key" -subj "/CN=$2" -out "$work/$1.csr"
  issuer="-cert $work/$4.pem -keyfile $work/$4.key"
  if [ "$4" = itself ]; then issuer="-selfsign -keyfile $work/$1.key"; fi
  # shellcheck disable=SC2086
  openssl ca -batch -notext -config "$work/ca.cnf" -extensions "$3" $issuer \
    -startdate "$5" -enddate "$6" -in "$work/$1.csr" -out "$work/$1.pem" 2>/dev/null
}
sign root 'ggr test root' authority itself 20200101000000Z $FAR
sign middle 'ggr test intermediate' authority root 20200101000000Z $FAR
sign good localhost loopback middle 20200101000000Z $FAR
sign expired localhost loopback middle 20200101000000Z 20210101000000Z
sign early localhost loopback middle 20980101000000Z $FAR
sign elsewhere vendor.example elsewhere middle 20200101000000Z $FAR
sign alone localhost loopback itself 20200101000000Z $FAR
for name in good expired early elsewhere alone; do
  cp "$work/$name.key" "$work/$name.pem" "$out/"
done
cp "$work/root.pem" "$work/middle.pem" "$out/"
