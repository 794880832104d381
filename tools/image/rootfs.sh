#!/bin/sh
# Lays out what the image holds beside its base, in the folder $1: the Node of package-lock.json, the bundle of the operator, which
# "make build" has made before, and the packages that it was made of: for their licences, and so that a scan finds them. The same on every
# machine: file times are those of SOURCE_DATE_EPOCH.
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
cd "$(dirname "$0")/../.."

app=$out/app
mkdir -p "$app" "$out/usr/local/bin"
cp package.json package-lock.json .npmrc LICENSE "$app"
(cd "$app" && npm ci --omit=dev)

case "$(uname -m)" in
  x86_64) arch=x64 ;;
  aarch64 | arm64) arch=arm64 ;;
  *) echo "There is no Node for $(uname -m) in package-lock.json." >&2 && exit 1 ;;
esac
mv "$app/node_modules/node-linux-$arch/bin/node" "$out/usr/local/bin/node"
mkdir -p "$out/usr/local/share/doc/node"
mv "$app/node_modules/node-linux-$arch/LICENSE" "$out/usr/local/share/doc/node/LICENSE"
rm -rf "$app"/node_modules/node-linux-* "$app/node_modules/.bin" "$app/node_modules/.package-lock.json"

# What packages bring and nobody runs; licences stay.
find "$app/node_modules" -type f \( -name '*.map' -o -name '*.ts' -o -name '*.mts' -o -name '*.cts' -o -iname 'readme*' -o -iname 'changelog*' \) -delete
rm -rf "$app/node_modules/better-sqlite3/deps" "$app/node_modules/better-sqlite3/src"
find "$app/node_modules/better-sqlite3/prebuilds" -type f ! -name "linux-$arch.node" -delete
rm -rf "$app/node_modules/@types"
find "$app/node_modules" -type d -empty -delete

cp -R bin dist "$app"
mkdir -p "$app/src/ox"
cp -R src/ox/wsdl "$app/src/ox"
mkdir -p "$out/var/lib/ox-operator"
# The shell that npx would need is not there: Node is named by its path.
printf '%s\n' '#!/usr/local/bin/node' "import('/app/bin/ox-operator.js');" > "$out/usr/local/bin/ox-operator"
chmod 0755 "$out/usr/local/bin/ox-operator"
find "$out" -exec touch -h -d "@${SOURCE_DATE_EPOCH:-0}" {} +
