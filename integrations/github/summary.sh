#!/usr/bin/env bash
# Puts the end of the report for people on the page of the workflow run.
set -euo pipefail

# Scanned text is escaped, so that it is neither HTML nor Markdown; GitHub
# refuses more than a mebibyte.
{
  printf '## unsoap\n\n<pre>\n'
  sed -n '/^Summary$/,$p' "$REPORT" | tail -n +2 |
    sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/>/\&gt;/g' | head -c 900000
  printf '</pre>\n'
} >>"$GITHUB_STEP_SUMMARY"
