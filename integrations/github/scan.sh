#!/usr/bin/env bash
# Scans once and writes every report the other steps need. Always ends well;
# the exit code the job shall have is the output `status`.
set -euo pipefail

reports="$RUNNER_TEMP/unsoap-reports"
mkdir -p "$reports"
rm -f "$reports"/*

output() { printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"; }

# Lines of an input; bash 3.2 of macOS has no mapfile.
paths=()
while IFS= read -r path; do
  [[ -n ${path//[[:space:]]/} ]] && paths+=("$path")
done <<<"$UNSOAP_PATHS"
if ((${#paths[@]} == 0)); then paths=(.); fi
# The paths of a report are relative to the only directory that is scanned, but
# GitHub wants them relative to the workspace. Of several roots the names as
# given are kept, and the same one twice is scanned once.
if ((${#paths[@]} == 1)) && [[ ${paths[0]} != . ]]; then paths+=("${paths[0]}"); fi

arguments=(--min-confidence "$UNSOAP_MIN_CONFIDENCE" --color never
  --format human --output "$reports/report.txt"
  --report "sarif=$reports/unsoap.sarif"
  --report "json=$reports/unsoap.json"
  --report "github=$reports/annotations.txt"
  --report "concise=$reports/concise.txt")
while IFS= read -r api; do
  [[ -n ${api//[[:space:]]/} ]] && arguments+=(--api "$api")
done <<<"$UNSOAP_APIS"

# `new` is not for unsoap to know: it needs the baseline.
fail_on=$UNSOAP_FAIL_ON
[[ $fail_on == new ]] && fail_on=never

status=0
"$UNSOAP" scan "${arguments[@]}" --fail-on "$fail_on" -- "${paths[@]}" || status=$?

if [[ ! -f $reports/unsoap.json ]]; then
  # Asked wrongly; unsoap has said what to write instead.
  output status 2
  exit
fi

# In our own JSON a fingerprint has a line to itself, and scanned text cannot
# look like one: its quotes are escaped.
fingerprints() { sed -n 's/^ *"fingerprint": "\([^"]*\)".*/\1/p' "$1" | sort; }
findings=$(fingerprints "$reports/unsoap.json" | wc -l)
new=$findings
if [[ -n $UNSOAP_BASELINE ]]; then
  if [[ -f $UNSOAP_BASELINE ]]; then
    new=$(comm -23 <(fingerprints "$reports/unsoap.json") <(fingerprints "$UNSOAP_BASELINE") | wc -l)
  else
    printf '::warning title=unsoap::the baseline does not exist, so every finding is new\n'
  fi
fi
if [[ $UNSOAP_FAIL_ON == new && $status == 0 ]] && ((new > 0)); then status=1; fi

tail -n 1 "$reports/concise.txt"
output status "$status"
output findings "$((findings))"
output new-findings "$((new))"
output sarif-file "$reports/unsoap.sarif"
output json-file "$reports/unsoap.json"
output annotations-file "$reports/annotations.txt"
output text-file "$reports/report.txt"
