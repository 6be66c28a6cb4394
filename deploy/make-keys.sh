#!/usr/bin/env bash
# Makes the keys of an installation whose hosts do not share a folder: DIR/all has everything, DIR/{host} what that host is to get as its key
# folder (Security:KeyFolder): the installation's secret, everybody's public keys, and its own private keys alone. What exists is kept.
# Only hosts that call others on somebody's behalf sign.
set -euo pipefail
dir=${1:?usage: make-keys.sh DIR}
declare -A signers=([gateway]="gateway gateway-users" [follow-up]="follow-up")
hosts="gateway intake classification resolution follow-up survey"
umask 077
mkdir -p "$dir/all"
[ -s "$dir/all/installation.secret" ] || openssl rand -base64 32 > "$dir/all/installation.secret"
for name in ${signers[@]}; do
  key="$dir/all/$name.key.pem"
  [ -s "$key" ] || openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$key" 2>/dev/null
  openssl pkey -in "$key" -pubout -out "$dir/all/$name.pub.pem"
done
for host in $hosts; do
  mkdir -p "$dir/$host"
  cp "$dir/all/installation.secret" "$dir"/all/*.pub.pem "$dir/$host/"
  for name in ${signers[$host]:-}; do cp "$dir/all/$name.key.pem" "$dir/$host/"; done
done
echo "kubectl create secret generic keys-HOST --from-file=$dir/HOST, for each of: $hosts"
