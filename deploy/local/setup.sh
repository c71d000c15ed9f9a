#!/bin/sh
# Makes this machine ready: the distribution's packages that are missing, and .venv from the hashed lock.
# Safe to run again. The system's own services are neither started nor stopped, but for those that arrive with a package
# installed here: they would take the ports that a private node doesn't need but other programs may.
set -eu
cd "$(dirname "$0")/../.."

say() { echo "setup: $*" >&2; }
stop() { say "$*"; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# The oldest Python that will do, and the newest that everything was tried with.
python() {
  for each in python3.13 python3.12 python3.11 python3; do
    if has "$each" && "$each" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
      echo "$each"
      return
    fi
  done
}

# --- What the distribution has ------------------------------------------------------------------------------------
missing=""
[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || missing="$missing rabbitmq-server"
# Debian keeps nginx out of other users' PATH.
has nginx || [ -x /usr/sbin/nginx ] || missing="$missing nginx-light"
[ -n "$(python)" ] || missing="$missing python3"
[ -z "$(python)" ] || "$(python)" -c 'import ensurepip, venv' 2>/dev/null || missing="$missing $(python)-venv"
# For the tests that read documents as others do.
has pdfsig || missing="$missing poppler-utils"
# For the tests in a browser. Ubuntu's package of this name only fetches a snap, which needs snapd and its own home.
if ! has chromium && ! has chromium-browser && ! has google-chrome; then
  if grep -q '^ID=ubuntu' /etc/os-release 2>/dev/null; then
    say "no Chromium: the tests in a browser are skipped. On Ubuntu: snap install chromium"
  else
    missing="$missing chromium"
  fi
fi

if [ -n "$missing" ]; then
  has apt-get || stop "please install$missing by this system's own means, and try again."
  as_root=""
  if [ "$(id -u)" != 0 ]; then
    has sudo || stop "please ask an administrator to run 'apt-get install$missing', and try again."
    as_root="sudo"
  fi
  say "installing$missing"
  log=$(mktemp)
  # A service that a package brings is not started: RUNLEVEL=1 says so to the packages' scripts.
  if ! { $as_root apt-get update -q \
      && $as_root env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing; } >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    stop "apt-get could not install$missing (the lines above say why); install them by hand and try again."
  fi
  rm -f "$log"
  # Where systemd started one nevertheless, it has just come with us: it goes now and stays off.
  if [ -d /run/systemd/system ]; then
    for service in rabbitmq-server nginx; do
      case "$missing" in *"${service%-server}"*) $as_root systemctl disable --now --quiet "$service" 2>/dev/null || true ;; esac
    done
  fi
fi

# --- Python's packages --------------------------------------------------------------------------------------------
python=$(python)
[ -n "$python" ] || stop "Python 3.11, 3.12 or 3.13 is needed; install one (python3.13, say), and try again."
say "making .venv from requirements.lock"
[ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null || "$python" -m venv --clear .venv
# The browser comes from the distribution: Playwright must never fetch its own.
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
if ! .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps -r requirements.lock; then
  stop "pip could not install what requirements.lock names (the lines above say why); mend it and try again."
fi
touch .venv/ready
say "ready"
