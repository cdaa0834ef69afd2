#!/bin/sh
# Makes the certificates of the tests' own internet, in this folder. Their keys are public: nothing but tests trusts them.
# They are valid until 2126; run it again only to change what they say. Needs openssl 3.
set -eu
cd "$(dirname "$0")"
new() { openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$1" -keyout "$2.key" -out "$2.csr" 2>/dev/null; }
new "toolrisk test authority" authority
openssl x509 -req -in authority.csr -signkey authority.key -days 36500 -out authority.pem \
  -extfile /dev/stdin 2>/dev/null <<EOF
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign
EOF
# sign FILE NAMES FIRST-DAY LAST-DAY
touch index.txt
sign() {
  new "$1" "$1"
  openssl ca -batch -notext -config /dev/stdin -in "$1.csr" -out "$1.pem" -startdate "$3" -enddate "$4" 2>/dev/null <<EOF
[ca]
default_ca=ours
[ours]
database=index.txt
new_certs_dir=.
rand_serial=yes
certificate=authority.pem
private_key=authority.key
default_md=sha256
policy=any
unique_subject=no
x509_extensions=leaf
[any]
commonName=supplied
[leaf]
subjectAltName=$2
EOF
}
sign good "DNS:*.hosts.example" 20200101000000Z 21260101000000Z
sign expired "DNS:*.hosts.example" 20200101000000Z 20210101000000Z
sign future "DNS:*.hosts.example" 21000101000000Z 21260101000000Z
sign other-name "DNS:elsewhere.example" 20200101000000Z 21260101000000Z
new "self-signed" self-signed
printf 'subjectAltName=DNS:*.hosts.example\n' |
  openssl x509 -req -in self-signed.csr -signkey self-signed.key -days 36500 -out self-signed.pem -extfile /dev/stdin 2>/dev/null
rm -f ./*.csr index.txt* ./[0-9A-F]*.pem authority.key
