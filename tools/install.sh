#!/bin/sh
# Brings the packages of package-lock.json, Node among them, once per lock file. Any Node and npm will do to run it.
set -eu
cd "$(dirname "$0")/.."

stamp=node_modules/.package-lock.stamp
if cmp -s package-lock.json "$stamp" && [ -x node_modules/.bin/node ]; then
  exit 0
fi

if ! command -v npm >/dev/null 2>&1; then
  echo 'npm is missing: install Node.js with npm (Debian: apt-get install nodejs npm; any version from 18 on), then try again.' >&2
  exit 1
fi
echo 'Installing the packages of package-lock.json (once) ...' >&2
npm ci >&2

# npm 10 loses this link when it drops the package of the other architecture.
case "$(uname -m)" in
  x86_64) arch=x64 ;;
  aarch64 | arm64) arch=arm64 ;;
  *) arch=$(uname -m) ;;
esac
if [ -x "node_modules/node-linux-$arch/bin/node" ]; then
  ln -sf "../node-linux-$arch/bin/node" node_modules/.bin/node
elif node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 22 || (major === 22 && minor >= 19) ? 0 : 1)'; then
  ln -sf "$(command -v node)" node_modules/.bin/node
else
  echo "The npm registry has no Node for $(uname -sm): install Node 24 (see .nvmrc), then try again." >&2
  exit 1
fi
cp package-lock.json "$stamp"
