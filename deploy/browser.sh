#!/usr/bin/env bash
# Finds the browser of the browser tests and writes its path to the file given: SLUICE_BROWSER, or one that is
# installed, or Debian's chromium, which root on Debian has installed here. An empty file leaves it to Playwright to
# download its own.
set -euo pipefail
answer=$1

find_browser() {
  local name
  if [ -n "${SLUICE_BROWSER:-}" ]; then
    [ -x "$SLUICE_BROWSER" ] || { echo "SLUICE_BROWSER is not a program: $SLUICE_BROWSER" >&2; exit 1; }
    echo "$SLUICE_BROWSER"
    return
  fi
  for name in chromium chromium-browser google-chrome google-chrome-stable chromium-headless-shell; do
    command -v "$name" && return
  done
  return 0
}

install_browser() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 0
  echo "Installing Debian's chromium for the browser tests…" >&2
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update && apt-get install -y --no-install-recommends chromium; } >"$answer.log" 2>&1 ||
    echo "It was not installed; see $answer.log" >&2
}

mkdir -p "$(dirname "$answer")"
browser=$(find_browser)
if [ -z "$browser" ]; then
  install_browser
  browser=$(find_browser)
fi
printf '%s' "$browser" >"$answer"
