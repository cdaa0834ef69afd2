#!/usr/bin/env bash
# What action.yml runs. The report is always in the job's summary; comment and upload are extras that a pull request from a
# fork, whose token may write nothing, goes without.
set -euo pipefail

folder="${RUNNER_TEMP:-$(mktemp -d)}/toolrisk"
mkdir -p "$folder"
export TOOLRISK_HOME="$folder/home"

arguments=(check --yes --sarif "$folder/toolrisk.sarif" --markdown "$folder/toolrisk.md" --json)
[ "$FROZEN" = true ] && arguments+=(--frozen)
[ "$SANDBOX" = true ] && arguments+=(--sandbox)
while IFS= read -r threshold; do
  [ -n "$threshold" ] && arguments+=("--fail-on=$threshold")
done <<<"$FAIL_ON"
while IFS= read -r target; do
  case "$target" in
    '') ;;
    -*) echo "::error::a target cannot begin with a dash: $target" && exit 2 ;;
    *) arguments+=("$target") ;;
  esac
done <<<"$TARGETS"

code=0
npx --yes --package "toolrisk@$VERSION" toolrisk "${arguments[@]}" >"$folder/report.json" || code=$?
{
  echo "report=$folder/report.json"
  echo "exit-code=$code"
} >>"$GITHUB_OUTPUT"
# Without a report there is nothing to show: the command said why on stderr.
[ -s "$folder/toolrisk.md" ] || exit "$code"
# GitHub drops a summary of more than 1 MiB.
head -c 1000000 "$folder/toolrisk.md" >>"$GITHUB_STEP_SUMMARY"

node "$(dirname "$0")/github-report.mjs" "$folder"

exit "$code"
